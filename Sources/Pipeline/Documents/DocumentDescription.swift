/// What a document is, as far as can be told without looking at its pages.
public struct DocumentDescription: Codable, Sendable, Hashable {
    /// How many pages there are; nil when it needs a password.
    public var pageCount: Int?
    /// Points across of the first page, as it is shown; nil when it needs a password or the page is damaged.
    public var width: Double?
    /// Points down of the first page.
    public var height: Double?
    /// Whether it opens with a password only.
    public var needsPassword: Bool
}

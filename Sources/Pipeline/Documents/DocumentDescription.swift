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

    /// Describes `source`. Throws what `Document.open` throws, but for `passwordRequired`.
    init(of source: some ByteSource, password: String?) throws(MediaError) {
        let bytes = try DocumentBytes(source)
        needsPassword = false
        do throws(MediaError) {
            let document = try Document.open(bytes)
            try describe(document)
        } catch {
            guard error.code == .passwordRequired else { throw error }
            needsPassword = true
            guard let password else { return }
            try describe(Document.open(bytes, password: password))
        }
    }

    private mutating func describe(_ document: borrowing Document) throws(MediaError) {
        pageCount = document.pageCount
        do throws(MediaError) {
            let page = try Page.open(1, of: document)
            (width, height) = (page.width, page.height)
        } catch {
            guard error.code == .corrupt else { throw error }
        }
    }
}

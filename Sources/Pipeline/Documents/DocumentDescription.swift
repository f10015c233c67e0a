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

    /// Describes `file`, which was opened without a password. Throws what `Document.open` throws, but for
    /// `passwordRequired`.
    init(of file: DocumentFile, password: String?) throws {
        needsPassword = false
        do {
            try describe(file)
        } catch let error as MediaError where error.code == .passwordRequired {
            needsPassword = true
            guard let password else { return }
            try describe(DocumentFile(file, password: password))
        }
    }

    private mutating func describe(_ file: DocumentFile) throws {
        var worker = try file.worker()
        pageCount = worker.pageCount
        switch try worker.perform(.measure, page: 1) {
        case .success(.size(let width, let height)): (self.width, self.height) = (width, height)
        case .failure(let error) where error.code != .corrupt: throw error
        default: break
        }
    }
}

/// Makes of a document one that can be searched: its own pages with recognised words under them.
///
/// Pages are redrawn one after the other; one that cannot be, or takes too long, spoils the document.
public struct MakeSearchable: Recipe, Hashable {
    /// The document.
    public var input: MediaReference
    /// What was recognised; pages without an entry are left as they are.
    public var recognised: [PageUnderlay]
    /// The password of its owner or its user, if it is encrypted.
    public var password: String?

    /// Lays `recognised` under the pages of `input`.
    public init(input: MediaReference, recognised: [PageUnderlay], password: String? = nil) {
        self.input = input
        self.recognised = recognised
        self.password = password
    }

    /// The bytes of the new document, which is not encrypted. Throws what opening the document throws, `corrupt` when a
    /// page is damaged, `limitExceeded` when a picture is too large to be redrawn, `timedOut`.
    public func run(in engine: Engine) async throws -> [UInt8] {
        let source = try await engine.library.source(for: input)
        return try await engine.native(within: DocumentLimits.documentTime, "MakeSearchable") {
            var words: [Int: [TextWord]] = [:]
            for page in recognised { words[page.number, default: []] += page.words }
            var worker = try DocumentFile(source, password: password, pool: engine.workers).worker()
            for number in 1...worker.pageCount { try worker.redraw(page: number, words: words[number] ?? []) }
            return try worker.finishRedrawing()
        }
    }
}

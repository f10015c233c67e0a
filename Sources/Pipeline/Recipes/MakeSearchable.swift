/// Makes of a document one that can be searched: its own pages with recognised words under them.
///
/// It is made in this process, page after page; pages that hang or crash have shown it before, when they were rendered to
/// be recognised.
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
    /// page is damaged, `limitExceeded` when one is too large to be redrawn.
    public func run(in engine: Engine) async throws -> [UInt8] {
        let source = try await engine.library.source(for: input)
        return try await engine.native(within: DocumentLimits.documentTime, "MakeSearchable") {
            let document = try Document.open(DocumentBytes(source), password: password)
            return try document.searchable(recognised)
        }
    }
}

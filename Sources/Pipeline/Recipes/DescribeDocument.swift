/// Reads how many pages a document has and how large the first is.
public struct DescribeDocument: Recipe, Hashable {
    /// The document.
    public var input: MediaReference
    /// The password of its owner or its user, if it is encrypted.
    public var password: String?

    /// Describes `input`.
    public init(input: MediaReference, password: String? = nil) {
        self.input = input
        self.password = password
    }

    /// The description. A document that needs a password and got none is described as that. Throws `corrupt` for what is no
    /// document, `wrongPassword`, `limitExceeded`.
    public func run(in engine: Engine) async throws -> DocumentDescription {
        let source = try await engine.library.source(for: input)
        return try await engine.native(within: DocumentLimits.pageTime, "DescribeDocument") {
            try DocumentDescription(of: source, password: password)
        }
    }
}

/// Decides for each page of a document how it is to be read.
public struct JudgeDocument: Recipe, Hashable {
    /// The document.
    public var input: MediaReference
    /// The pages to judge; nil judges all.
    public var pages: PageRange?
    /// The password of its owner or its user, if it is encrypted.
    public var password: String?

    /// Judges `pages` of `input`.
    public init(input: MediaReference, pages: PageRange? = nil, password: String? = nil) {
        self.input = input
        self.pages = pages
        self.password = password
    }

    /// The judgements in the order of the pages. Throws what `ExtractText` throws, and the error of the first page that
    /// cannot be judged.
    public func run(in engine: Engine) async throws -> [PageContent] {
        let source = try await engine.library.source(for: input)
        return try await engine.native(within: DocumentLimits.documentTime, "JudgeDocument") {
            let wanted = try WantedPages(pages, of: source, password: password, in: engine)
            let results = Collector<PageContent>()
            try await wanted.perform(.judge, in: engine) { page in
                guard case .content(let content) = try page.result.get() else { return }
                results.append(content)
            }
            return results.elements
        }
    }
}

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
            let file = try DocumentFile(source, password: password)
            let numbers = try pages?.pages(of: file.pageCount) ?? Array(1...file.pageCount)
            let results = Collector<PageContent>()
            let graph = Graph()
            let stages = DocumentStages(file: file, lanes: min(engine.executor.threads, (numbers.count + 3) / 4))
            stages.perform(.judge, on: graph.source(stages.list(numbers)))?.end("collect") { page in
                guard case .content(let content) = try page.result.get() else { return }
                results.append(content)
            }
            defer { engine.observe(graph.figures()) }
            try await graph.run()
            return results.elements
        }
    }
}

/// A document in memory and those of its pages that are to be worked on.
struct WantedPages: Sendable {
    let file: DocumentFile
    /// How many pages the document has.
    let pageCount: Int
    /// Rising, each once.
    let numbers: [Int]

    /// Those of `pages`, or all when nil. Throws what `Document.open` throws, and `invalidRequest` for a page that is not
    /// there.
    init(_ pages: PageRange?, of source: some ByteSource, password: String?, in engine: Engine) throws {
        file = try DocumentFile(source, password: password, pool: engine.workers)
        pageCount = try file.worker().pageCount
        numbers = try pages?.pages(of: pageCount) ?? Array(1...pageCount)
    }

    /// Does `task` with each page and hands what became of it to `collect`, in the order of the pages.
    func perform(
        _ task: PageTask, in engine: Engine, collect: @escaping @Sendable (PageOutcome) throws -> Void
    ) async throws {
        let graph = Graph()
        // A lane has a handle of its own on the document, which has to be worth opening.
        let stages = DocumentStages(file: file, lanes: min(engine.executor.threads, (numbers.count + 3) / 4))
        stages.perform(task, on: graph.source(stages.list(numbers)))?.end("collect") { page in try collect(page) }
        defer { engine.observe(graph.figures()) }
        try await graph.run()
    }
}

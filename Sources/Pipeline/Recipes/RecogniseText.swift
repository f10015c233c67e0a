/// Reads the text of a document page by page: what is there as text is taken as it is, pictures are recognised.
public struct RecogniseText: Recipe, Hashable {
    /// The document.
    public var input: MediaReference
    /// How pictures are read.
    public var options: RecognitionOptions
    /// The pages to read; nil reads all.
    public var pages: PageRange?
    /// The password of its owner or its user, if it is encrypted.
    public var password: String?

    /// Reads `pages` of `input`.
    public init(
        input: MediaReference, options: RecognitionOptions, pages: PageRange? = nil, password: String? = nil
    ) {
        self.input = input
        self.options = options
        self.pages = pages
        self.password = password
    }

    /// The text, page by page. Throws `corrupt`, `passwordRequired`, `wrongPassword`, `limitExceeded` for the document as a
    /// whole, `invalidRequest` for pages it does not have, `unsupported` for a language that is not installed and on an
    /// engine without a recogniser. A page that cannot be read says so itself, and the others are read all the same.
    public func run(in engine: Engine) async throws -> RecognisedDocument { try await run(in: engine) { _, _ in } }

    /// As `run(in:)`; `progress` is told how many of how many pages are done.
    public func run(
        in engine: Engine, progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void
    ) async throws -> RecognisedDocument {
        let recogniser = try engine.recogniser(for: options.languages)
        engine.workers?.prepare(engine.executor.threads)
        let source = try await engine.library.source(for: input)
        return try await engine.native(within: RecognitionLimits.documentTime, "RecogniseText") {
            async let ready: Void = recogniser.prepare(options.languages)
            let file = try DocumentFile(source, password: password, pool: engine.workers)
            let pageCount = try file.worker().pageCount
            let numbers = try pages?.pages(of: pageCount) ?? Array(1...pageCount)
            let results = Collector<PageRecognition>()
            let graph = Graph()
            let stages = RecognitionStages(
                documents: DocumentStages(file: file, lanes: min(engine.executor.threads, numbers.count)),
                recogniser: recogniser, options: options)
            stages.read(graph.source(stages.documents.list(numbers)))?.end("collect") { page in
                results.append(page)
                progress(results.count, numbers.count)
            }
            defer { engine.observe(graph.figures()) }
            try await graph.run()
            await ready
            return RecognisedDocument(pageCount: pageCount, engine: recogniser.name, pages: results.elements)
        }
    }

    /// The text of one picture that is in memory, on `engine`.
    public static func page(
        _ raster: Raster, options: RecognitionOptions, in engine: Engine
    ) async throws -> RecognisedPage {
        try await engine.recogniser(for: options.languages).recognise(raster, options: options)
    }
}

extension Engine {
    /// The recogniser, when it reads `languages`.
    func recogniser(for languages: LanguageSet) throws(MediaError) -> any OCREngine {
        guard let recogniser else { throw MediaError(.unsupported, "RecogniseText", "no recogniser is set up") }
        try recogniser.check(languages)
        return recogniser
    }
}

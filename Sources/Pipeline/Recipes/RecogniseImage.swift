/// Recognises the text of an image file, page by page where it has several.
public struct RecogniseImage: Recipe, Hashable {
    /// The file.
    public var input: MediaReference
    /// How pictures are read.
    public var options: RecognitionOptions
    /// The pages to read; nil reads all. An animation counts as one page.
    public var pages: PageRange?

    /// Reads `pages` of `input`.
    public init(input: MediaReference, options: RecognitionOptions, pages: PageRange? = nil) {
        self.input = input
        self.options = options
        self.pages = pages
    }

    /// The text, boxes in the pixels of the upright picture. Throws what `DecodeImage` throws, `invalidRequest` for pages that
    /// it does not have, `unsupported` for a language that is not installed.
    public func run(in engine: Engine) async throws -> RecognisedDocument { try await run(in: engine) { _, _ in } }

    /// As `run(in:)`; `progress` is told how many of how many pages are done.
    public func run(
        in engine: Engine, progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void
    ) async throws -> RecognisedDocument {
        let recogniser = try engine.recogniser(for: options.languages)
        let description = try await DescribeImage(input: input).run(in: engine)
        let pageCount = description.isAnimated ? 1 : description.pages
        let numbers = try pages?.pages(of: pageCount) ?? Array(1...max(1, pageCount))
        var read: [PageRecognition] = []
        for number in numbers {
            let raster = try await DecodeImage(input: input, page: number - 1, background: .white).run(in: engine)
            let page = try await RecogniseText.page(raster, options: options, in: engine)
            read.append(PageRecognition(number: number, page: page))
            progress(read.count, numbers.count)
        }
        return RecognisedDocument(pageCount: pageCount, engine: recogniser.name, pages: read)
    }
}

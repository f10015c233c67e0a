/// Reads the text that a document has as text. Scans have none; see `PageContent`.
public struct ExtractText: Recipe, Hashable {
    /// The document.
    public var input: MediaReference
    /// The pages to read; nil reads all.
    public var pages: PageRange?
    /// The password of its owner or its user, if it is encrypted.
    public var password: String?

    /// Reads `pages` of `input`.
    public init(input: MediaReference, pages: PageRange? = nil, password: String? = nil) {
        self.input = input
        self.pages = pages
        self.password = password
    }

    /// The text, page by page. Throws `corrupt`, `passwordRequired`, `wrongPassword`, `limitExceeded` for the document as a
    /// whole, `invalidRequest` for pages it does not have. A page that cannot be read says so itself, and the others are
    /// read all the same.
    public func run(in engine: Engine) async throws -> ExtractedText { try await run(in: engine) { _, _ in } }

    /// As `run(in:)`; `progress` is told how many of how many pages are done.
    public func run(
        in engine: Engine, progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void
    ) async throws -> ExtractedText {
        let source = try await engine.library.source(for: input)
        return try await engine.native(within: DocumentLimits.documentTime, "ExtractText") {
            let wanted = try WantedPages(pages, of: source, password: password, in: engine)
            let results = Collector<ExtractedPage>()
            try await wanted.perform(.text, in: engine) { page in
                results.append(ExtractedPage(page))
                progress(results.count, wanted.numbers.count)
            }
            return ExtractedText(pageCount: wanted.pageCount, pages: results.elements)
        }
    }
}

/// The text of a document.
public struct ExtractedText: Codable, Sendable {
    /// How many pages the document has.
    public var pageCount: Int
    /// The pages that were asked for, in rising order.
    public var pages: [ExtractedPage]

    /// All of it; pages are divided by a form feed.
    public var text: String { pages.map(\.text).joined(separator: "\u{0C}") }
}

/// The text of one page.
public struct ExtractedPage: Codable, Sendable {
    /// From 1.
    public var number: Int
    /// The text in reading order, as a person would copy it.
    public var text: String
    /// The words and where they stand.
    public var layout: PageText
    /// Why there is no text, when the page could not be read.
    public var failure: MediaError.Code?

    init(_ outcome: PageOutcome) {
        number = outcome.number
        switch outcome.result {
        case .success(.text(let read)):
            layout = read
            text = read.text
        case .success:
            layout = PageText()
            text = ""
            failure = .engine
        case .failure(let error):
            layout = PageText()
            text = ""
            failure = error.code
        }
    }
}

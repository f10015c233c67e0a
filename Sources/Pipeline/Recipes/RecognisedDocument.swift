/// The recognised text of a document.
public struct RecognisedDocument: Codable, Sendable {
    /// How many pages the document has.
    public var pageCount: Int
    /// The name of the engine that has read the pictures.
    public var engine: String
    /// The pages that were asked for, in rising order.
    public var pages: [PageRecognition]

    /// All of it as plain text; pages are divided by form feeds.
    public var text: String { PlainText.text(of: pages.map(\.page)) }
    /// All of it as hOCR, pages under their own numbers.
    public var hocr: String { HOCR.document(pages.map(\.page), numbers: pages.map(\.number), engine: engine) }
    /// All of it as ALTO, pages under their own numbers.
    public var alto: String { ALTO.document(pages.map(\.page), numbers: pages.map(\.number), engine: engine) }
    /// How likely a recognised character is right, 0…1; nil where nothing was recognised.
    public var confidence: Double? { pages.flatMap(\.page.words).meanConfidence }
}

/// What became of one page.
public struct PageRecognition: Codable, Sendable {
    /// From 1.
    public var number: Int
    /// The text and where it stands, in points; without blocks when the page could not be read.
    public var page: RecognisedPage
    /// Why there is no text, when the page could not be read.
    public var failure: MediaError.Code?
}

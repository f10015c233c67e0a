internal import Pipeline

/// The answer of `transform/ocr` as JSON.
struct RecognitionAnswer: Encodable {
    struct Page: Encodable {
        let pageNumber: Int
        let text: String
        let width: Double
        let height: Double
        let unit: String
        let source: String
        let rotation: Int
        let blocks: [Part]
        let failure: String?
    }

    /// A block, a line or a word, with the parts it consists of as far as they are asked for.
    struct Part: Encodable {
        let text: String
        let boundingBox: PageBox
        let confidence: Double?
        var lines: [Part]?
        var words: [Part]?
    }

    let text: String
    let confidence: Double?
    let pageCount: Int
    let pages: [Page]
    let engine: String
    let processingTime: Double

    init(_ read: RecognisedDocument, detail: RecognitionWish.Detail, processingTime: Double) {
        text = read.text
        confidence = read.confidence
        pageCount = read.pageCount
        pages = read.pages.map { Page($0, detail) }
        engine = read.engine
        self.processingTime = processingTime
    }
}

extension RecognitionAnswer.Page {
    fileprivate init(_ page: PageRecognition, _ detail: RecognitionWish.Detail) {
        pageNumber = page.number
        text = PlainText.text(of: page.page)
        width = page.page.width
        height = page.page.height
        unit = page.page.unit.rawValue
        source = page.page.source.rawValue
        rotation = page.page.rotation
        blocks = page.page.blocks.map { RecognitionAnswer.Part($0, detail) }
        failure = page.failure?.rawValue
    }
}

extension RecognitionAnswer.Part {
    fileprivate init(_ block: RecognisedBlock, _ detail: RecognitionWish.Detail) {
        text = block.text
        boundingBox = block.box
        confidence = block.confidence
        if detail != .block { lines = block.lines.map { RecognitionAnswer.Part($0, detail) } }
    }

    private init(_ line: RecognisedLine, _ detail: RecognitionWish.Detail) {
        text = line.text
        boundingBox = line.box
        confidence = line.confidence
        if detail == .word { words = line.words.map(RecognitionAnswer.Part.init) }
    }

    private init(_ word: RecognisedWord) {
        text = word.text
        boundingBox = word.box
        confidence = word.confidence
    }
}

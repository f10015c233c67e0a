/// The text of one page and where it stands: blocks in reading order, their lines, their words.
///
/// Every engine's answer fits: one without confidences leaves them nil, one without paragraphs makes a block of each
/// region or line.
public struct RecognisedPage: Codable, Hashable, Sendable {
    /// What the numbers of the page count.
    public enum Unit: String, Codable, Sendable {
        /// Pixels of the picture that was read.
        case pixel
        /// 1/72 inch, the unit of PDF.
        case point
    }

    /// Where the text comes from.
    public enum Source: String, Codable, Sendable {
        /// It was read from the picture.
        case ocr
        /// It was in the document as text.
        case native
    }

    /// The page's extent to the right, in `unit`.
    public var width: Double
    /// The page's extent downwards, in `unit`.
    public var height: Double
    /// What `width`, `height` and all boxes count.
    public var unit: Unit
    /// Where the text comes from; a page that mixes both counts as the one that most of its words come from.
    public var source: Source
    /// The quarter turns clockwise, in degrees (0, 90, 180, 270), that bring the picture upright. Boxes are those of the
    /// picture as it was given.
    public var rotation: Int
    /// The text in reading order.
    public var blocks: [RecognisedBlock]

    /// A page of the given extent.
    public init(
        width: Double, height: Double, unit: Unit, source: Source, rotation: Int = 0, blocks: [RecognisedBlock]
    ) {
        self.width = width
        self.height = height
        self.unit = unit
        self.source = source
        self.rotation = rotation
        self.blocks = blocks
    }

    /// All words in reading order.
    public var words: [RecognisedWord] { blocks.flatMap { $0.lines.flatMap(\.words) } }
    /// How likely a character is right, 0…1; nil where the engine does not say or there is no text.
    public var confidence: Double? { words.meanConfidence }

    /// The page in points, when there are `dotsPerInch` of its pixels to the inch; itself when it is in points already.
    public func inPoints(dotsPerInch: Double) -> RecognisedPage {
        guard unit == .pixel, dotsPerInch > 0 else { return self }
        let factor = 72 / dotsPerInch
        var page = self
        page.width *= factor
        page.height *= factor
        page.unit = .point
        page.blocks = blocks.map { $0.mappingBoxes { $0.scaled(by: factor) } }
        return page
    }
}

/// Lines that belong together, such as a paragraph.
public struct RecognisedBlock: Codable, Hashable, Sendable {
    /// Around all lines.
    public var box: PageBox
    /// From the top.
    public var lines: [RecognisedLine]

    /// A block of `lines`; nil when there are none.
    public init?(lines: [RecognisedLine]) {
        guard let box = PageBox(around: lines.map(\.box)) else { return nil }
        self.box = box
        self.lines = lines
    }

    /// The lines' texts, one a line.
    public var text: String { lines.map(\.text).joined(separator: "\n") }
    /// How likely a character is right, 0…1; nil where the engine does not say.
    public var confidence: Double? { lines.flatMap(\.words).meanConfidence }

    /// The same text with every box replaced by `map` of it.
    public func mappingBoxes(_ map: (PageBox) -> PageBox) -> RecognisedBlock {
        var block = self
        block.box = map(box)
        block.lines = lines.map { $0.mappingBoxes(map) }
        return block
    }
}

/// One printed line.
public struct RecognisedLine: Codable, Hashable, Sendable {
    /// The words as the script joins them: with spaces in most.
    public var text: String
    /// Around the line.
    public var box: PageBox
    /// In reading order.
    public var words: [RecognisedWord]

    /// A line of `words` with spaces between them; nil when there are none.
    public init?(words: [RecognisedWord]) {
        guard let box = PageBox(around: words.map(\.box)) else { return nil }
        self.text = words.map(\.text).joined(separator: " ")
        self.box = box
        self.words = words
    }

    /// How likely a character is right, 0…1; nil where the engine does not say.
    public var confidence: Double? { words.meanConfidence }

    /// The same text with every box replaced by `map` of it.
    public func mappingBoxes(_ map: (PageBox) -> PageBox) -> RecognisedLine {
        var line = self
        line.box = map(box)
        for word in words.indices { line.words[word].box = map(words[word].box) }
        return line
    }
}

/// One word.
public struct RecognisedWord: Codable, Hashable, Sendable {
    /// The characters.
    public var text: String
    /// Around them.
    public var box: PageBox
    /// How likely the word is right, 0…1; nil where the engine does not say.
    public var confidence: Double?

    /// A word.
    public init(text: String, box: PageBox, confidence: Double?) {
        self.text = text
        self.box = box
        self.confidence = confidence
    }
}

extension Sequence<RecognisedWord> {
    /// The mean over the words that have a confidence, long words counting for more; nil when none has.
    var meanConfidence: Double? {
        var (sum, weight) = (0.0, 0.0)
        for word in self {
            guard let confidence = word.confidence else { continue }
            let length = Double(Swift.max(1, word.text.count))
            sum += confidence * length
            weight += length
        }
        return weight > 0 ? sum / weight : nil
    }
}

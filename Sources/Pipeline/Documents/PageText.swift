/// The text of one page in reading order: what is said, and where it stands.
public struct PageText: Codable, Sendable, Hashable {
    /// The lines in reading order, column by column.
    public var lines: [TextLine]
    /// Characters that are no text, since their font does not say what they are: control characters, private use, the
    /// replacement character. All but the last are left out of the words.
    public var unmappedCharacters: Int

    /// Whether there are lines that run up or down. Poppler gives of such lines a part at best: they are left out here, and
    /// read from the page turned (`TurnedText`).
    var hasVerticalLines = false
    /// Whether there are lines that stand on their heads, which are left out as well.
    var hasLinesToLeft = false

    /// Text of `lines`.
    public init(lines: [TextLine] = [], unmappedCharacters: Int = 0) {
        self.lines = lines
        self.unmappedCharacters = unmappedCharacters
    }

    private enum CodingKeys: CodingKey { case lines, unmappedCharacters }

    /// All of it as a person would copy it: see `TextJoining`.
    public var text: String { TextJoining.text(of: lines) }

    /// Characters in words.
    var characterCount: Int {
        lines.reduce(0) { $0 + $1.words.reduce(0) { $0 + $1.text.unicodeScalars.count } }
    }
}

/// Words that stand on one line of one column.
public struct TextLine: Codable, Sendable, Hashable {
    /// In reading order.
    public var words: [TextWord]
    /// Around all words.
    public var box: PageBox

    /// A line of `words`; nil when there are none.
    init?(_ words: [TextWord]) {
        guard let first = words.first else { return nil }
        self.words = words
        box = words.dropFirst().reduce(first.box) { $0.union($1.box) }
    }
}

/// A run of characters between spaces.
public struct TextWord: Codable, Sendable, Hashable {
    /// As printed, in NFC: ligatures are spelt out, soft hyphens stand only where a line ends with them.
    public var text: String
    /// Around all characters, by the font's ascent and descent.
    public var box: PageBox

    /// A word.
    public init(text: String, box: PageBox) {
        self.text = text
        self.box = box
    }
}

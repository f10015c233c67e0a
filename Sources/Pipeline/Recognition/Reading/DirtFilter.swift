/// Takes out what was read from dirt, rules and writing between the lines. Confidences are Tesseract's, 0…100.
enum DirtFilter {
    /// Signs at the ends of a line that are trusted less come from specks.
    private static let doubtfulSign = 60.0
    /// Words of three characters and less at the end of a line that are trusted less come from specks too.
    private static let doubtfulScrap = 45.0
    /// Lines that are trusted less hold no text.
    private static let hopeless = 20.0
    /// Lines that are trusted less hold text only when a word shows it.
    private static let doubtfulLine = 55.0
    /// Short words that are trusted less do not show it.
    private static let doubtfulWord = 65.0
    /// Nor do long ones that are trusted less.
    private static let hopelessWord = 35.0

    /// Among words that are trusted this much on average, a short line that is not is text all the same.
    private static let trusted = 75.0

    /// The `paragraphs` of one region without dirt, no line over another.
    static func cleaned(_ paragraphs: [[RecognisedLine]]) -> [[RecognisedLine]] {
        let isText = isText(paragraphs)
        let clean = paragraphs.map { $0.compactMap { trimmed($0, amongText: isText) } }
        let rivals = clean.flatMap(\.self)
        return clean.map { lines in
            lines.filter { line in
                // Ink that was taken for two lines: the one that is trusted more stays.
                !rivals.contains { rival in
                    lieOverEachOther(line, rival) && line.confidence ?? 100 < rival.confidence ?? 100
                }
            }
        }
    }

    /// Whether `paragraphs` of one region are text on the whole.
    static func isText(_ paragraphs: [[RecognisedLine]]) -> Bool {
        paragraphs.joined().flatMap(\.words).meanConfidence ?? 0 >= trusted
    }

    /// `line` without doubtful signs at its ends; nil when nothing trustworthy is left.
    private static func trimmed(_ line: RecognisedLine, amongText: Bool) -> RecognisedLine? {
        var words = line.words[...]
        while let last = words.last, isSpeck(last) || isScrap(last) { words.removeLast() }
        while let first = words.first, isSpeck(first) { words.removeFirst() }
        let rest = words.count < line.words.count ? RecognisedLine(words: Array(words)) : line
        return rest.flatMap { isHopeless($0) || !amongText && isNoise($0) ? nil : $0 }
    }

    /// Whether `line` was read from a drawing or from grain: little of it is trusted, and nothing in it looks like a word.
    static func isNoise(_ line: RecognisedLine) -> Bool {
        guard let confidence = line.confidence, confidence < doubtfulLine else { return false }
        return isHopeless(line)
            || !line.words.contains { word in
                let letters = word.text.count(where: { $0.isLetter || $0.isNumber })
                let confidence = word.confidence ?? 100
                return letters > 4 && confidence >= hopelessWord || letters > 2 && confidence >= doubtfulWord
            }
    }

    private static func isHopeless(_ line: RecognisedLine) -> Bool { line.confidence ?? 100 < hopeless }

    private static func isSpeck(_ word: RecognisedWord) -> Bool {
        guard let confidence = word.confidence, confidence < doubtfulSign else { return false }
        return !word.text.contains { $0.isLetter || $0.isNumber }
    }

    /// Whether `word` is what the recogniser makes of specks behind the end of a line.
    private static func isScrap(_ word: RecognisedWord) -> Bool {
        guard let confidence = word.confidence, confidence < doubtfulScrap else { return false }
        return word.text.count <= 3
    }

    private static func lieOverEachOther(_ one: RecognisedLine, _ other: RecognisedLine) -> Bool {
        let (a, b) = (one.box, other.box)
        let down = min(a.maxY, b.maxY) - max(a.y, b.y)
        let across = min(a.maxX, b.maxX) - max(a.x, b.x)
        return 10 * down >= 7 * max(a.height, b.height) && 2 * across >= min(a.width, b.width)
    }
}

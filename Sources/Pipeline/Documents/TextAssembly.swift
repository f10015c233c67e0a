internal import Foundation

/// Puts the characters of a page, as Poppler gives them in reading order with their boxes, together to words and lines.
///
/// Poppler writes a space where it sees a gap inside a line and a line feed behind a line; but the cells of one row of a
/// table come without anything between them, so that large gaps are looked for here. The numbers are shares of the height
/// of the characters: gaps of up to 0.4 occur inside words that are set wide, and exponents and limits of formulas are
/// shifted up and down by more than their height, while cells are further apart.
struct TextAssembly {
    private static let widestGap = 0.4
    private static let widestReturn = 2.0
    private static let furthestShift = 1.5

    private(set) var text = PageText()
    private var words: [TextWord] = []
    private var word = String.UnicodeScalarView()
    private var wordBox = PageBox(x: 0, y: 0, width: 0, height: 0)
    private var previous: PageBox?
    private var course = LineCourse()
    private var needsComposition = false
    private var endsSoftly = false

    /// Takes the next character and where it stands.
    mutating func add(_ scalar: Unicode.Scalar, _ box: PageBox) {
        switch scalar.value {
        case 0x0A, 0x0C, 0x0D: endLine()
        case 0x20, 0x09, 0xA0, 0x2000...0x200A, 0x202F, 0x3000: endWord()
        case 0xAD: endsSoftly = !word.isEmpty
        case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: break
        default:
            if let previous, Self.isGap(from: previous, to: box) { endWord() }
            course.add(box)
            let isUnmapped = Self.isUnmapped(scalar)
            if isUnmapped { text.unmappedCharacters += 1 }
            if !isUnmapped || scalar == "\u{FFFD}" { append(scalar, box) }
            previous = box
        }
    }

    /// Ends the last line; `text` is complete then.
    mutating func finish() { endLine() }

    private mutating func append(_ scalar: Unicode.Scalar, _ box: PageBox) {
        wordBox = word.isEmpty ? box : wordBox.union(box)
        endsSoftly = false
        if scalar.value >= 0xFB00, let letters = Self.ligatures[scalar.value] {
            word.append(contentsOf: letters.unicodeScalars)
            return
        }
        word.append(scalar)
        if scalar.value >= 0x300, Self.mayCompose(scalar.value) { needsComposition = true }
    }

    private mutating func endWord() {
        defer { previous = nil }
        guard !word.isEmpty else { return }
        if endsSoftly { word.append("\u{AD}") }
        let spelt = String(word)
        words.append(
            TextWord(text: needsComposition ? spelt.precomposedStringWithCanonicalMapping : spelt, box: wordBox))
        // Removing everything from a string costs more than a new one.
        word = String.UnicodeScalarView()
        needsComposition = false
        endsSoftly = false
    }

    private mutating func endLine() {
        let endsWithSoftHyphen = endsSoftly
        endWord()
        if !endsWithSoftHyphen, let last = words.last, last.text.unicodeScalars.last == "\u{AD}" {
            words[words.count - 1].text.unicodeScalars.removeLast()
        }
        for index in words.indices.dropLast() where words[index].text.unicodeScalars.last == "\u{AD}" {
            words[index].text.unicodeScalars.removeLast()
        }
        switch course.direction {
        case .right: if let line = TextLine(words) { text.lines.append(line) }
        case .left: text.hasLinesToLeft = true
        case .vertical: text.hasVerticalLines = true
        }
        words.removeAll(keepingCapacity: true)
        course = LineCourse()
    }

    private static func isGap(from previous: PageBox, to box: PageBox) -> Bool {
        let height = max(previous.height, box.height)
        let gap = box.x - previous.maxX
        return gap > widestGap * height || gap < -widestReturn * height
            || abs(box.centre.y - previous.centre.y) > furthestShift * height
    }

    /// Control characters, private use, noncharacters and the replacement character (Unicode 15, chapters 23 and 2.13).
    private static func isUnmapped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0xE000...0xF8FF, 0xFFF0...0xFFFF, 0xF0000...: true
        default: false
        }
    }

    /// Whether NFC may differ from what stands there: combining marks, jamo and the few signs that are letters again.
    private static func mayCompose(_ value: UInt32) -> Bool {
        switch value {
        case 0x400..<0x483, 0x2010..<0x20D0, 0x2200..<0x2ADC, 0x3041..<0x3099, 0x4E00..<0xA000, 0xAC00..<0xD7A4:
            value == 0x2126 || value == 0x212A || value == 0x212B
        default: true
        }
    }

    /// Latin ligatures that exist for old character sets alone (Unicode, Alphabetic Presentation Forms).
    private static let ligatures: [UInt32: String] = [
        0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
    ]
}

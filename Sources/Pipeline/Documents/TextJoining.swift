/// Joins the lines of a page to running text, as a person would copy them.
///
/// A hyphen that ends a line after a letter joins the word with its rest on the next line. It goes when the rest begins
/// with a small letter, as the printer put it there (a word with a hyphen of its own loses it when it breaks just there:
/// no rule can tell); it stays before a capital or a digit (`Jean-Paul`, `1914-1918`). A soft hyphen always goes. Other
/// lines end with a line feed, and with two where the next stands apart or higher up, as in the next column.
enum TextJoining {
    static func text(of lines: [TextLine]) -> String {
        var text = ""
        for (number, line) in lines.enumerated() {
            for (position, word) in line.words.enumerated() {
                if position > 0 { text.unicodeScalars.append(" ") }
                text += word.text
            }
            guard number + 1 < lines.count else { break }
            let next = lines[number + 1]
            switch hyphen(between: line, and: next) {
            case .none: text += isApart(next.box, from: line.box) ? "\n\n" : "\n"
            case .stays: break
            case .goes: text.unicodeScalars.removeLast()
            }
        }
        return text
    }

    private enum Hyphen { case none, stays, goes }

    private static func hyphen(between line: TextLine, and next: TextLine) -> Hyphen {
        guard let end = line.words.last?.text.unicodeScalars, let sign = end.last, isHyphen(sign),
            let beginning = next.words.first?.text.unicodeScalars.first
        else { return .none }
        if sign == "\u{AD}" { return .goes }
        guard let before = end.dropLast().last, before.properties.isAlphabetic || isDigit(before) else { return .none }
        if beginning.properties.isLowercase, before.properties.isAlphabetic { return .goes }
        return beginning.properties.isAlphabetic == before.properties.isAlphabetic
            && (beginning.properties.isAlphabetic || isDigit(beginning)) ? .stays : .none
    }

    private static func isHyphen(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "-" || scalar == "\u{2010}" || scalar == "\u{AD}"
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType == .decimal }

    /// Whether a line stands more than its own height below the one before it, or above it.
    private static func isApart(_ box: PageBox, from previous: PageBox) -> Bool {
        let height = min(box.height, previous.height)
        let gap = box.y - previous.maxY
        return gap > 0.9 * height || gap < -1.8 * max(box.height, previous.height)
    }
}

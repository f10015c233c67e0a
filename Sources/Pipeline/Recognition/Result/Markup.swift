/// What the XML forms of recognised text share.
enum Markup {
    /// `text` as character data or the value of an attribute in double quotes; characters that XML 1.0 forbids (section
    /// 2.2) become U+FFFD.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result += " "
            case "\u{20}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
                result.unicodeScalars.append(scalar)
            default: result += "\u{FFFD}"
            }
        }
        return result
    }

    /// A length as the nearest whole number.
    static func whole(_ length: Double) -> Int { Int(max(-1e9, min(1e9, length)).rounded()) }

    /// A likelihood with two decimals.
    static func hundredths(_ value: Double) -> String {
        let count = whole(max(0, min(1, value)) * 100)
        return count == 100 ? "1.00" : "0." + (count < 10 ? "0" : "") + "\(count)"
    }
}

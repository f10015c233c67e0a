import Foundation

/// Texts compared as readers would: by characters and by words, without regard to the kind of quotes, dashes and spaces.
enum Wording {
    /// NFC, plain quotes and dashes, words joined over line ends, single spaces.
    static func normal(_ text: String) -> String {
        var text = text.precomposedStringWithCanonicalMapping
        for (from, to) in ["’": "'", "‘": "'", "“": "\"", "”": "\"", "—": "-", "–": "-"] {
            text = text.replacingOccurrences(of: from, with: to)
        }
        text = text.replacingOccurrences(of: "-\\s*\\n\\s*", with: "", options: .regularExpression)
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The edit distance of the normal forms over the length of `reference`'s.
    static func errorRate(_ text: String, reference: String) -> Double {
        let (result, wanted) = (Array(normal(text).unicodeScalars), Array(normal(reference).unicodeScalars))
        var row = Array(0...result.count)
        for (i, scalar) in wanted.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in result.enumerated() {
                let substituted = diagonal + (scalar == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, diagonal + 1, row[j] + 1)
            }
        }
        return Double(row[result.count]) / Double(max(1, wanted.count))
    }
}

import Foundation
import Pipeline
import Testing

extension Documents {
    /// Real documents against `pdftotext`, which has Poppler's own reading order.
    @Suite("Text against pdftotext", .serialized, .timeLimit(.minutes(2)))
    struct ReadingOrderTests {
        private static let papers = Papers.real([
            "text-fr-invoice", "text-fr-webpage", "text-117-pages", "text-two-columns", "text-arabic-rotated",
            "text-no-unicode-map", "xref-missing-repairable", "mixed-6-pages",
        ])

        /// Words without what the two treat differently on purpose: `pdftotext` drops every hyphen at a line's end, keeps
        /// the control and private characters that fonts without names give, marks the direction of writing, and keeps soft hyphens and
        /// ligatures.
        private static func words(_ text: String) -> [Substring] {
            let kept = text.unicodeScalars.filter { scalar in
                switch scalar.value {
                case 0x2D, 0xAD, 0x2010, 0x200E...0x200F, 0x202A...0x202E, 0...8, 0x0E..<0x20, 0x7F..<0xA0, 0xE000...0xF8FF: false
                default: true
                }
            }
            return String(String.UnicodeScalarView(kept)).precomposed.split { $0.isWhitespace }
        }

        @Test(
            "Of the words that pdftotext finds, 99.5 in a hundred are there, and hardly any others", arguments: papers)
        func words(path: String) async throws {
            let expected = Self.words(try await runSuccessfully("pdftotext", [path, "-"]).text)
            let found = Self.words(try await Papers.text(path).text)
            let shared = Self.common(expected, found)
            #expect(Double(shared) >= 0.995 * Double(expected.count), "\(shared) of \(expected.count)")
            #expect(Double(shared) >= 0.995 * Double(found.count), "\(shared) of \(found.count)")
        }

        @Test("Words come in pdftotext's order", arguments: Papers.real(["text-two-columns", "text-fr-webpage"]))
        func order(path: String) async throws {
            let expected = Self.words(try await runSuccessfully("pdftotext", [path, "-"]).text)
            let found = Self.words(try await Papers.text(path).text)
            let moved = expected.difference(from: found).count
            #expect(Double(moved) <= 0.01 * Double(expected.count), "\(moved) of \(expected.count)")
        }

        private static func common(_ first: [Substring], _ second: [Substring]) -> Int {
            var counts: [Substring: Int] = [:]
            for word in first { counts[word, default: 0] += 1 }
            return second.count { word in
                guard let count = counts[word], count > 0 else { return false }
                counts[word] = count - 1
                return true
            }
        }
    }
}

extension String {
    /// NFC, with ligatures spelt out.
    fileprivate var precomposed: String {
        var text = precomposedStringWithCanonicalMapping
        for (ligature, letters) in [("ﬀ", "ff"), ("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬃ", "ffi"), ("ﬄ", "ffl")] {
            text = text.replacingOccurrences(of: ligature, with: letters)
        }
        return text
    }
}

internal import Foundation

extension ContentSniffer {
    /// Text that is valid UTF-8 (or UTF-16 with its mark) and has no control characters; markup is told apart,
    /// because it can script.
    static func text(_ head: [UInt8]) -> String? {
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) { return "text/plain" }
        let body = head.starts(with: [0xEF, 0xBB, 0xBF]) ? head.dropFirst(3) : head[...]
        guard !body.isEmpty, let text = wholeCharacters(body) else { return nil }
        let hasControls = text.unicodeScalars.contains { $0.value < 32 && !"\t\n\r\u{C}\u{1B}".unicodeScalars.contains($0) }
        guard !hasControls else { return nil }
        let start = text.prefix(1024).lowercased().drop { $0.isWhitespace }
        if start.contains("<svg") { return "image/svg+xml" }
        if ["<!doctype html", "<html", "<head", "<body", "<script", "<iframe"].contains(where: start.hasPrefix) {
            return "text/html"
        }
        if start.hasPrefix("<?xml") { return start.contains("<html") ? "text/html" : "application/xml" }
        return "text/plain"
    }

    /// The text of `bytes`; the last character may be cut off by the end of the head.
    private static func wholeCharacters(_ bytes: ArraySlice<UInt8>) -> String? {
        for cut in 0...min(3, bytes.count - 1) {
            if let text = String(validating: bytes.dropLast(cut), as: UTF8.self) { return text }
        }
        return nil
    }
}

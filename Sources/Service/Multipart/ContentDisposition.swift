internal import Foundation

/// A `Content-Disposition` value taken apart (RFC 6266, RFC 7578, RFC 8187), as lenient as browsers need.
struct ContentDisposition: Equatable {
    /// Lower case, such as `form-data`.
    var type: String
    /// Parameters by lower-case name, unquoted; the first of two equal names counts.
    var parameters: [String: String]

    /// Reads a header value; nil when its syntax is broken.
    init?(_ text: String) {
        // Scalar by scalar: an accent at the beginning of a name must not make one character with the quote before it.
        var rest = text.unicodeScalars[...]
        type = Substring(rest.prefix { $0 != ";" }).trimmingBlanks.lowercased()
        guard !type.isEmpty else { return nil }
        parameters = [:]
        rest = rest.drop { $0 != ";" }
        while rest.first == ";" {
            rest = rest.dropFirst().drop(while: \.isBlank)
            if rest.isEmpty { break }
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let name = Substring(rest[..<equals]).trimmingBlanks.lowercased()
            rest = rest[equals...].dropFirst().drop(while: \.isBlank)
            guard let value = Self.takeValue(from: &rest), !name.isEmpty else { return nil }
            if parameters[name] == nil { parameters[name] = value }
            rest = rest.drop(while: \.isBlank)
        }
        guard rest.isEmpty else { return nil }
    }

    /// `filename*` where it is there and readable, else `filename`.
    var filename: String? {
        if let extended = parameters["filename*"], let decoded = Self.decodeExtended(extended) { return decoded }
        return parameters["filename"].map(Self.decodeFormEscapes)
    }

    /// A token up to the next `;`, or a quoted string.
    private static func takeValue(from rest: inout Substring.UnicodeScalarView) -> String? {
        guard rest.first == "\"" else {
            let token = rest.prefix { $0 != ";" }
            rest = rest[token.endIndex...]
            return String(Substring(token).trimmingBlanks)
        }
        var value = String.UnicodeScalarView()
        rest = rest.dropFirst()
        while let scalar = rest.popFirst() {
            if scalar == "\"" { return String(value) }
            // Only quote and backslash are ever escaped: elsewhere a backslash stands for itself, as browsers send it.
            if scalar == "\\", let next = rest.first, next == "\"" || next == "\\" {
                value.append(next)
                rest = rest.dropFirst()
            } else {
                value.append(scalar)
            }
        }
        return nil
    }

    /// `UTF-8'en'a%20b` (RFC 8187).
    private static func decodeExtended(_ text: String) -> String? {
        let parts = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].lowercased() == "utf-8" else { return nil }
        return String(parts[2]).removingPercentEncoding
    }

    /// The three escapes that browsers write into form-data names (WHATWG HTML, "multipart form data").
    private static func decodeFormEscapes(_ text: String) -> String {
        guard text.contains("%") else { return text }
        return text.replacing("%22", with: "\"")
            .replacing("%0D", with: "\r").replacing("%0A", with: "\n")
    }
}

/// A playlist as lines, checked against the syntax of RFC 8216, section 4.1 and 4.2.
struct PlaylistText: Sendable {
    /// A line that means something.
    enum Line: Sendable, Equatable {
        /// `#EXT…`: the name without the colon, and what follows it.
        case tag(name: String, value: String?)
        /// A URI by itself.
        case uri(String)
    }

    /// The lines after `#EXTM3U`, without comments and blank lines.
    var lines: [Line] = []

    /// Reads `text`. Throws at the first departure from the syntax.
    init(_ text: String) throws {
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\n" && $0 != "\r" || $0.value == 0x7F }),
            text.unicodeScalars.first != "\u{FEFF}"
        else { throw StreamDefect("control characters or a byte order mark in a playlist") }
        var rest = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasSuffix("\r") ? String(line.dropLast()) : String(line)
        }
        guard rest.first == "#EXTM3U" else { throw StreamDefect("the first line is not #EXTM3U") }
        rest.removeFirst()
        for line in rest where !line.isEmpty {
            guard line.first?.isWhitespace == false, line.last?.isWhitespace == false else {
                throw StreamDefect("white space around: \(line)")
            }
            if line.hasPrefix("#EXT") {
                let parts = line.dropFirst().split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                lines.append(.tag(name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : nil))
            } else if !line.hasPrefix("#") {
                lines.append(.uri(line))
            }
        }
    }

    /// The values of every tag called `name`.
    func values(_ name: String) -> [String?] {
        lines.compactMap { line in
            if case .tag(name, let value) = line { .some(value) } else { nil }
        }
    }

    /// The value of a tag that must stand there exactly once, as a decimal integer.
    func integer(_ name: String) throws -> Int {
        let found = values(name)
        guard found.count == 1, let text = found[0], let number = Self.decimalInteger(text) else {
            throw StreamDefect("\(name) is not there once with a decimal integer: \(found)")
        }
        return number
    }

    /// `decimal-integer` of section 4.2.
    static func decimalInteger(_ text: some StringProtocol) -> Int? {
        !text.isEmpty && text.count <= 20 && text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
    }

    /// `decimal-floating-point` of section 4.2.
    static func decimal(_ text: some StringProtocol) -> Double? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count),
            parts.allSatisfy({ part in
                !part.isEmpty && part.allSatisfy { $0.isASCII && $0.isNumber }
            })
        else { return nil }
        return Double(String(text))
    }

    /// An attribute list of section 4.2: names once each, quoted strings without their quotes.
    static func attributes(_ text: String) throws -> [String: String] {
        var found: [String: String] = [:]
        var rest = Substring(text)
        while !rest.isEmpty {
            let name = rest.prefix { $0 != "=" }
            guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isUppercase || $0.isNumber || $0 == "-") }) else {
                throw StreamDefect("attribute name: \(name)")
            }
            rest = rest.dropFirst(name.count)
            guard rest.first == "=" else { throw StreamDefect("attribute without a value: \(name)") }
            rest = rest.dropFirst()
            let value: Substring
            if rest.first == "\"" {
                value = rest.dropFirst().prefix { $0 != "\"" }
                rest = rest.dropFirst(value.count + 1)
                guard rest.first == "\"" else { throw StreamDefect("open quotation in \(name)") }
                rest = rest.dropFirst()
            } else {
                value = rest.prefix { $0 != "," }
                rest = rest.dropFirst(value.count)
                guard !value.isEmpty, !value.contains(where: { $0.isWhitespace || $0 == "\"" }) else {
                    throw StreamDefect("attribute value of \(name): \(value)")
                }
            }
            guard found.updateValue(String(value), forKey: String(name)) == nil else {
                throw StreamDefect("attribute \(name) twice")
            }
            guard rest.isEmpty || (rest.first == "," && rest.count > 1) else {
                throw StreamDefect("after \(name): \(rest)")
            }
            rest = rest.dropFirst()
        }
        return found
    }
}

import Testing

/// One answer as it stands on the wire.
struct RawAnswer: Sendable {
    let status: Int
    let headers: [String: String]
    let body: [UInt8]

    /// Reads the answers to requests of `methods`, in order, from everything that has come over a connection.
    static func all(in bytes: [UInt8], to methods: [String]) throws -> [RawAnswer] {
        var rest = bytes[...]
        let answers = try methods.map { try RawAnswer(&rest, method: $0) }
        #expect(rest.isEmpty, "\(rest.count) bytes more than the answers")
        return answers
    }

    private init(_ rest: inout ArraySlice<UInt8>, method: String) throws {
        let end = try #require(rest.firstRange(of: Array("\r\n\r\n".utf8)))
        let lines = String(decoding: rest[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        status = try #require(Int(lines[0].split(separator: " ")[1]))
        headers = lines.dropFirst().reduce(into: [:]) { headers, line in
            guard let colon = line.firstIndex(of: ":") else { return }
            headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        let isBodiless = method == "HEAD" || status == 304
        let length = isBodiless ? 0 : try #require(headers["content-length"].flatMap { Int($0) })
        rest = rest[end.upperBound...]
        try #require(rest.count >= length, "the body is cut short")
        body = Array(rest.prefix(length))
        rest = rest.dropFirst(length)
    }
}

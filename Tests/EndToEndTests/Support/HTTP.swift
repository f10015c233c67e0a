import Foundation

/// One HTTP/1.1 request for a connection of its own.
struct HTTPRequest: Sendable {
    var method = "GET"
    var path: String
    var headers: [String: String] = [:]
    var body = Data()
    /// Whether the connection ends with the answer.
    var isLast = true

    /// The bytes on the wire (RFC 9112).
    var encoded: Data { encodedHead + body }

    /// What stands before the body. A Content-Length among the headers wins over the body's own.
    var encodedHead: Data {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        if isLast { head += "Connection: close\r\n" }
        if headers["Content-Length"] == nil, !body.isEmpty || method != "GET" {
            head += "Content-Length: \(body.count)\r\n"
        }
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        return Data((head + "\r\n").utf8)
    }

    /// Sends it to `port` and waits for the whole answer.
    func send(to port: Int) async throws -> HTTPAnswer {
        try await onThread {
            let connection = try Connection.open(port: port)
            try connection.send(encoded)
            return try HTTPAnswer(from: connection, withBody: method != "HEAD")
        }
    }
}

/// A whole answer.
struct HTTPAnswer: Sendable {
    var status: Int
    /// By lower-case name.
    var headers: [String: String]
    var body: Data

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON.
    func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
        do { return try JSONDecoder().decode(type, from: body) } catch {
            throw UnexpectedAnswer(answer: self, reason: "\(error)")
        }
    }

    /// Itself when the status is `wanted`.
    func expecting(_ wanted: Int) throws -> HTTPAnswer {
        guard status == wanted else { throw UnexpectedAnswer(answer: self, reason: "wanted \(wanted)") }
        return self
    }

    /// Reads one answer: by its length, by chunks, or to the end of the connection.
    init(from connection: borrowing Connection, withBody: Bool) throws {
        let separator = Data("\r\n\r\n".utf8)
        var received = Data()
        while received.range(of: separator) == nil {
            let more = try connection.receive()
            guard !more.isEmpty else { throw HTTPBroken(reason: "ended inside the head: \(received.count) bytes") }
            received.append(more)
        }
        guard let end = received.range(of: separator) else { throw HTTPBroken(reason: "no head") }
        let lines = String(decoding: received[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count > 1, let code = Int(words[1]) else { throw HTTPBroken(reason: lines[0]) }
        status = code
        headers = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
        }
        body = Data(received[end.upperBound...])
        guard withBody else { return }
        let length = headers["content-length"].flatMap { Int($0) }
        while length.map({ body.count < $0 }) ?? true {
            let more = try connection.receive()
            if more.isEmpty { break }
            body.append(more)
        }
        if let length, body.count != length { throw HTTPBroken(reason: "\(body.count) of \(length) bytes") }
        if headers["transfer-encoding"] == "chunked" { body = try Self.unchunked(body) }
    }

    private static func unchunked(_ data: Data) throws -> Data {
        var rest = data[...]
        var whole = Data()
        while let line = rest.range(of: Data("\r\n".utf8)) {
            let size = Int(String(decoding: rest[..<line.lowerBound], as: UTF8.self).prefix { $0 != ";" }, radix: 16)
            guard let size, rest.distance(from: line.upperBound, to: rest.endIndex) >= size + 2 else { break }
            if size == 0 { return whole }
            let end = line.upperBound + size
            whole.append(rest[line.upperBound..<end])
            rest = rest[(end + 2)...]
        }
        throw HTTPBroken(reason: "ended inside a chunk")
    }
}

/// Bytes that are no HTTP answer, or only part of one.
struct HTTPBroken: Error { var reason: String }

/// An answer that the test did not ask for.
struct UnexpectedAnswer: Error, CustomStringConvertible {
    var answer: HTTPAnswer
    var reason: String
    var description: String { "\(answer.status) \(answer.text.prefix(400)): \(reason)" }
}

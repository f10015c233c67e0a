import NIOCore
import Testing

@testable import Service

@Suite(.timeLimit(.minutes(1))) struct MultipartParserTests {
    private static let form =
        "preamble, ignored\r\n--xyz\r\nContent-Disposition: form-data; name=\"projectId\"\r\n\r\nschool\r\n"
        + "--xyz  \r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\nContent-Type: video/MP4; x=y\r\n\r\n"
        + "line\r\n--xy not a boundary\r\n\r--xyz\r\n\r\n--xyz\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n"
        + "\r\n--xyz--\r\nepilogue, ignored"

    /// Parts as name and body.
    private func parse(_ pieces: [ByteBuffer], boundary: String = "xyz", limits: MultipartParser.Limits = .init())
        throws
        -> [(PartHeaders, String)]
    {
        var parser = MultipartParser(boundary: boundary, limits: limits)
        var parts: [(PartHeaders, String)] = []
        for piece in pieces {
            parser.feed(piece)
            while let event = try parser.next() {
                switch event {
                case .partBegan(let headers): parts.append((headers, ""))
                case .bytes(let bytes): parts[parts.count - 1].1 += String(buffer: bytes)
                case .partEnded, .ended: break
                }
            }
        }
        try parser.finish()
        return parts
    }

    private func expectWholeForm(_ parts: [(PartHeaders, String)]) {
        #expect(parts.map(\.0.name) == ["projectId", "file", "empty"])
        #expect(parts.map(\.1) == ["school", "line\r\n--xy not a boundary\r\n\r--xyz\r\n", ""])
        #expect(parts.map(\.0.filename) == [nil, "a.bin", nil])
        #expect(parts.map(\.0.contentType) == [nil, "video/mp4", nil])
    }

    @Test func `a form split at every byte gives the same parts`() throws {
        let bytes = Array(Self.form.utf8)
        for cut in 0...bytes.count {
            expectWholeForm(try parse([ByteBuffer(bytes: bytes[..<cut]), ByteBuffer(bytes: bytes[cut...])]))
        }
    }

    @Test func `a form that comes byte by byte gives the same parts`() throws {
        expectWholeForm(try parse(Self.form.utf8.map { ByteBuffer(bytes: [$0]) }))
    }

    /// Minutes, when the headers are searched from their beginning for each byte.
    @Test func `long headers that come byte by byte are searched once`() throws {
        let header = "Content-Disposition: form-data; name=\"a\"\r\nX: \(String(repeating: "x", count: 16_000))"
        let part = "--xyz\r\n\(header)\r\n\r\nb\r\n"
        let form = String(repeating: part, count: 20) + "--xyz--"
        #expect(try parse(form.utf8.map { ByteBuffer(bytes: [$0]) }).count == 20)
    }

    @Test func `part bodies pass through without being collected`() throws {
        var parser = MultipartParser(boundary: "b")
        parser.feed(ByteBuffer(string: "--b\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n"))
        guard case .partBegan = try parser.next() else { throw Unexpected() }
        let piece = ByteBuffer(repeating: 7, count: 1_000_000)
        for _ in 0..<20 {
            parser.feed(piece)
            #expect(try parser.next() == .bytes(piece))
            #expect(try parser.next() == nil)
        }
    }

    @Test(arguments: [
        ("", MultipartError.truncated),
        ("no boundary at all", .truncated),
        ("--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nbody", .truncated),
        ("--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nbody\r\n--xyz", .truncated),
        ("--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nbody\r\n--xyz-", .truncated),
        ("--xyz\r\nContent-Disposition: form-data", .truncated),
        ("--xyzzy\r\n", .malformed("text after a boundary")),
        (
            "--xyz\r\nContent-Type: text/plain\r\n\r\nbody\r\n--xyz--",
            .malformed("a part without Content-Disposition: form-data and a name")
        ),
        (
            "--xyz\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n\r\n--xyz--",
            .malformed("a part without Content-Disposition: form-data and a name")
        ),
        (
            "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n folded\r\n\r\n\r\n--xyz--",
            .malformed("a header line")
        ),
        ("--xyz\r\nContent-Disposition: form-data; name=\"a\0b\"\r\n\r\n\r\n--xyz--", .malformed("a header line")),
        ("--xyz\r\nno colon\r\n\r\n\r\n--xyz--", .malformed("a header line")),
        ("--xyz\r\n: nameless\r\n\r\n\r\n--xyz--", .malformed("a header line")),
    ])
    func `a broken form is refused`(form: String, error: MultipartError) {
        #expect(throws: error) { try parse([ByteBuffer(string: form)]) }
        #expect(throws: error) { try parse(form.utf8.map { ByteBuffer(bytes: [$0]) }) }
    }

    @Test func `headers without end are refused at the limit`() {
        var parser = MultipartParser(boundary: "xyz", limits: .init(headerBytes: 1000))
        parser.feed(ByteBuffer(string: "--xyz\r\nContent-Disposition: "))
        #expect(throws: MultipartError.headersTooLarge) {
            for _ in 0..<100 {
                parser.feed(ByteBuffer(repeating: UInt8(ascii: "a"), count: 100))
                guard try parser.next() == nil else { return }
            }
        }
    }

    @Test func `more parts than the limit are refused`() {
        let part = "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n"
        #expect(throws: MultipartError.tooManyParts) {
            try parse([ByteBuffer(string: String(repeating: part, count: 4) + "--xyz--")], limits: .init(parts: 3))
        }
    }

    @Test func `blanks without end after a boundary are refused`() {
        #expect(throws: MultipartError.malformed("blanks after a boundary")) {
            try parse([ByteBuffer(string: "--xyz" + String(repeating: " ", count: 1000))])
        }
    }

    @Test func `headers that are not UTF-8 are refused`() {
        let head = Array("--xyz\r\nContent-Disposition: form-data; name=\"".utf8)
        #expect(throws: MultipartError.malformed("headers that are not UTF-8")) {
            try parse([ByteBuffer(bytes: head + [0xFF, 0xFE] + Array("\"\r\n\r\n\r\n--xyz--".utf8))])
        }
    }

    @Test func `a body of nothing but false starts comes through whole`() throws {
        let body = String(repeating: "\r\n--xy\r\r\n-\r\n--", count: 200)
        let form = "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\(body)\r\n--xyz--"
        for size in [1, 2, 3, 7, 64, 4096] {
            let bytes = Array(form.utf8)
            let pieces = stride(from: 0, to: bytes.count, by: size).map {
                ByteBuffer(bytes: bytes[$0..<min(bytes.count, $0 + size)])
            }
            #expect(try parse(pieces).first?.1 == body)
        }
    }
}

/// Something a test did not count on.
struct Unexpected: Error {}

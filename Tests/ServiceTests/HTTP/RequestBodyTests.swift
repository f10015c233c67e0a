import Foundation
import NIOCore
import Testing

@testable import Service

/// How bodies are read, and refused, over a real socket.
@Suite(.timeLimit(.minutes(2))) struct RequestBodyTests {
    private static let form = "Content-Type: multipart/form-data; boundary=b"
    private static let part = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n"

    /// Sends `head` and then `piece` again and again, without an end, until the other side hangs up; answers what came
    /// back.
    private func flood(_ service: LiveService, _ head: String, _ piece: ByteBuffer) async throws -> String {
        try await service.connect { connection in
            try await withThrowingTaskGroup(of: String?.self) { group in
                group.addTask {
                    var text = ""
                    do { for try await bytes in connection.inbound { text += String(buffer: bytes) } } catch {}
                    return text
                }
                group.addTask {
                    try? await connection.send(head)
                    for _ in 0..<128 {
                        guard !Task.isCancelled, (try? await connection.outbound.write(piece)) != nil else { break }
                    }
                    return nil
                }
                while let ended = try await group.next() {
                    guard let ended else { continue }
                    group.cancelAll()
                    return ended
                }
                return ""
            }
        }
    }

    /// What comes back for a form that begins with `start` and goes on without an end. Chunked, so that no length gives it
    /// away.
    private func answer(to start: String, _ service: LiveService) async throws -> String {
        let head = try await service.head(
            "POST /api/v1/storage/upload", headers: [Self.form, "Transfer-Encoding: chunked"])
        let size = 1_048_576
        var piece = ByteBuffer(string: String(size, radix: 16) + "\r\n")
        piece.writeImmutableBuffer(ByteBuffer(repeating: UInt8(ascii: "x"), count: size))
        piece.writeString("\r\n")
        let first = start.isEmpty ? "" : String(start.utf8.count, radix: 16) + "\r\n" + start + "\r\n"
        return try await flood(service, head + first, piece)
    }

    @Test func `a file of unknown length is refused once it is beyond the quota`() async throws {
        try await LiveService.run(configure: { $0.quotaBytes = 3_000_000 }) { service async throws in
            let answer = try await answer(to: Self.part, service)
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            #expect(answer.contains("quota_exceeded"))
            #expect(service.folder.files().filter { $0.hasPrefix("data/staging/") } == [])
        }
    }

    @Test(arguments: [
        (
            "a text part of 1 GiB without a filename", "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n",
            413
        ),
        ("a file part without a filename", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n", 400),
        ("part headers without end", "--b\r\nX-Long: ", 400),
        ("a preamble without end", "", 400),
        ("bytes after the last boundary", part + "x\r\n--b--\r\n", 400),
        ("a file over the limit", part, 413),
    ])
    func `a body that will be refused is answered before its end and the connection closed`(
        name: String, start: String, status: Int
    ) async throws {
        try await LiveService.run(configure: { $0.maxFileSize = 1_000_000 }) { service async throws in
            let answer = try await answer(to: start, service)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(name): \(answer.prefix(200))")
            #expect(answer.lowercased().contains("connection: close"), "\(name)")
            #expect(answer.contains("requestId"), "\(name)")
            #expect(service.folder.files().filter { $0.hasPrefix("data/staging/") } == [], "\(name)")
        }
    }

    @Test func `a refused body that is small leaves the connection as it is`() async throws {
        try await LiveService.run { service async throws in
            let body = String(repeating: "x", count: 50_000)
            let first = try await service.head(
                "PUT /api/v1/storage/upload/chunk/\(Identifier.random())",
                headers: ["Content-Length: \(body.utf8.count)", "Content-Range: bytes 0-49999/50000"])
            let second = try await service.head(
                "GET /api/v1/storage/upload/\(Identifier.random())", headers: ["Connection: close"])
            let answers = try await service.connect { connection in
                try await connection.send(first + body + second)
                return try await connection.read { _ in false }
            }
            #expect(answers.components(separatedBy: "HTTP/1.1 404").count == 3)
        }
    }

    @Test(arguments: [(1000, 6, "The body came too slowly."), (0, 2, "The body took too long.")])
    func `a body that trickles is given up for its rate, and at last for its time`(
        rate: Int, time: Int, reason: String
    ) async throws {
        try await LiveService.run(configure: {
            $0.minimumBodyRate = rate
            $0.bodyTimeout = time
        }) { service async throws in
            let head = try await service.head(
                "POST /api/v1/storage/upload", headers: [Self.form, "Content-Length: 100000"])
            let answer = try await service.connect { connection in
                try await connection.send(head + Self.part + "x")
                return try await connection.read { _ in false }
            }
            #expect(answer.hasPrefix("HTTP/1.1 408 "), "\(answer)")
            #expect(answer.contains("request_timeout"))
            #expect(answer.contains(reason))
            #expect(service.folder.files().filter { $0.hasPrefix("data/staging/") } == [])
        }
    }

    @Test func `a head that does not come to its end is given up`() async throws {
        try await LiveService.run(configure: { $0.idleTimeout = 1 }) { service async throws in
            let answer = try await service.connect { connection in
                // On a busy machine the time may be over before the first byte has come.
                try? await connection.send("GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: ")
                for _ in 0..<2000 {
                    guard connection.channel.isActive else { break }
                    try? await connection.send("x")
                    try await Task.sleep(for: .milliseconds(20))
                }
                #expect(!connection.channel.isActive)
                // Reading from a connection that was reset fails; what counts is that no answer came.
                return (try? await connection.read { _ in false }) ?? ""
            }
            #expect(answer.isEmpty)
        }
    }
}

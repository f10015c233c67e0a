import NIOCore
import Testing

@testable import Service

/// What only shows over a real socket.
@Suite(.timeLimit(.minutes(2))) struct ClientConnectionTests {
    private func uploadedID(_ service: LiveService, _ fixture: String = "silent.mp4") async throws -> String {
        let form = Form(try Fixture.bytes(fixture), filename: fixture)
        let head = try await service.head(
            "POST /api/v1/storage/upload",
            headers: [
                "Content-Type: multipart/form-data; boundary=test-boundary",
                "Content-Length: \(form.body.readableBytes)",
                "Connection: close",
            ])
        let answer = try await service.connect { connection in
            try await connection.send(head)
            try await connection.outbound.write(form.body)
            return try await connection.read { _ in false }
        }
        let id = try #require(answer.firstMatch(of: /"fileId":"([0-9a-f]{32})"/))
        return String(id.1)
    }

    @Test func `a client that goes away stops the work when it was the last`() async throws {
        let gate = Gate()
        try await LiveService.run(holding: gate) { service async throws in
            let id = try await uploadedID(service)
            let head = try await service.head("GET /api/v1/storage/stream/\(id)/segment/360p_000.ts")
            try await service.connect { connection in
                try await connection.send(head)
                await gate.waitForArrivals(1)
            }
            try await eventually { service.runner.cancelled.value == 1 }
            #expect(service.runner.segments.value == 1)
        }
    }

    @Test func `a client that goes away does not disturb another who waits for the same`() async throws {
        let gate = Gate()
        try await LiveService.run(holding: gate) { service async throws in
            // An encoded rung's last segment: nothing is made ahead after it.
            let id = try await uploadedID(service, "lesson.mp4")
            let head = try await service.head(
                "GET /api/v1/storage/stream/\(id)/segment/360p_002.ts", headers: ["Connection: close"])
            try await withThrowingTaskGroup(of: String.self) { group in
                group.addTask {
                    try await service.connect { connection in
                        try await connection.send(head)
                        return try await connection.read { _ in false }
                    }
                }
                await gate.waitForArrivals(1)
                try await service.connect { connection in try await connection.send(head) }
                gate.open()
                let answer = try await group.next() ?? ""
                #expect(answer.hasPrefix("HTTP/1.1 200"))
            }
            #expect(service.runner.segments.value == 1)
            #expect(service.runner.cancelled.value == 0)
        }
    }

    @Test func `a connection goes on after an answer that had to be made`() async throws {
        try await LiveService.run { service async throws in
            let id = try await uploadedID(service)
            let first = try await service.head("GET /api/v1/storage/stream/\(id)/segment/360p_000.ts")
            let second = try await service.head("GET /api/v1/storage/stream/\(id)", headers: ["Connection: close"])
            let answers = try await service.connect { connection in
                try await connection.send(first)
                try await connection.send(second)
                return try await connection.read { $0.contains("playbackUrl") }
            }
            #expect(answers.hasPrefix("HTTP/1.1 200"))
            #expect(answers.contains("playbackUrl"))
        }
    }

    @Test func `a client that goes away in the middle of an upload leaves nothing`() async throws {
        try await LiveService.run { service async throws in
            let form = Form(try Fixture.bytes("lesson.mp4"), filename: "lesson.mp4")
            let head = try await service.head(
                "POST /api/v1/storage/upload",
                headers: [
                    "Content-Type: multipart/form-data; boundary=test-boundary",
                    "Content-Length: \(form.body.readableBytes)",
                ])
            let half = try #require(form.body.getSlice(at: 0, length: form.body.readableBytes / 2))
            try await service.connect { connection in
                try await connection.send(head)
                try await connection.outbound.write(half)
                try await eventually { service.folder.files().contains { $0.hasPrefix("data/staging/") } }
            }
            try await eventually {
                !service.folder.files().contains { $0.hasPrefix("data/staging/") || $0.hasPrefix("data/blobs/") }
            }
        }
    }

    @Test func `a client that asks first is told to go on, or refused before it sends`() async throws {
        try await LiveService.run { service async throws in
            let form = Form(ByteBuffer(string: "hello"), filename: "a.txt")
            let headers = [
                "Content-Type: multipart/form-data; boundary=test-boundary",
                "Content-Length: \(form.body.readableBytes)", "Expect: 100-continue", "Connection: close",
            ]
            let head = try await service.head("POST /api/v1/storage/upload", headers: headers)
            let answer = try await service.connect { connection in
                try await connection.send(head)
                var text = ""
                for try await bytes in connection.inbound {
                    text += String(buffer: bytes)
                    if text == "HTTP/1.1 100 Continue\r\n\r\n" { try await connection.outbound.write(form.body) }
                }
                return text
            }
            #expect(answer.contains("HTTP/1.1 201"))
            let refused = try await service.connect { connection in
                try await connection.send(head.replacing("Bearer ", with: "Bearer x"))
                return try await connection.read { $0.contains("requestId") }
            }
            #expect(refused.hasPrefix("HTTP/1.1 401"))
        }
    }
}

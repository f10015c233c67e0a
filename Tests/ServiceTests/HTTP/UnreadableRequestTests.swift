import Testing

@testable import Service

/// Requests that are refused below every route.
@Suite(.timeLimit(.minutes(2))) struct UnreadableRequestTests {
    /// Everything that `text` is answered with, until the service closes the connection.
    private func answers(to text: String, count: Int = 1, _ service: LiveService) async throws -> [RawAnswer] {
        let answer = try await service.connect { connection in
            try await connection.send(text)
            return try await connection.read { _ in false }
        }
        return try RawAnswer.all(in: Array(answer.utf8), to: Array(repeating: "GET", count: count))
    }

    private func expectProblem(_ answer: RawAnswer, saying words: String) throws {
        #expect(answer.status == 400)
        #expect(answer.headers["content-type"] == "application/problem+json")
        #expect(answer.headers["connection"] == "close")
        let problem = try JSON.decode(JSONValue.self, from: String(decoding: answer.body, as: UTF8.self))
        #expect(problem["code"].text == "invalid_request")
        #expect(problem["requestId"].text == answer.headers["x-request-id"])
        #expect(problem["detail"].text?.contains(words) == true)
    }

    @Test(
        arguments: [
            ("GET /api/v1/storage/files?cursor=\(String(repeating: "c", count: 25_000)) HTTP/1.1\r\n\r\n", "too long"),
            ("GET / HTTP/1.1\r\nHost: a\r\nX-Long: \(String(repeating: "x", count: 17_000))\r\n\r\n", "too long"),
            ("GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "X-Many: x\r\n", count: 101))\r\n", "too long"),
            ("hello\r\n\r\n", "not HTTP/1.1"),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n", "content-length"),
            ("GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n", "header"),
        ])
    func `is answered with a problem`(request: String, words: String) async throws {
        try await LiveService.run { service in
            let answers = try await answers(to: request, service)
            try expectProblem(answers[0], saying: words)
            let metrics = try await service.exchange("GET", "/metrics")
            #expect(metrics.contains(#"storage_refusals_total{code="invalid_request"} 1"#))
        }
    }

    @Test func `a body that is no longer HTTP is answered with a problem`() async throws {
        try await LiveService.run { service in
            let head = try await service.head(
                "POST /api/v1/storage/upload",
                headers: ["Content-Type: multipart/form-data; boundary=b", "Transfer-Encoding: chunked"])
            let answers = try await answers(to: head + "zz\r\n", service)
            try expectProblem(answers[0], saying: "chunk size")
        }
    }

    @Test func `requests before it get their own answers`() async throws {
        try await LiveService.run { service in
            let refused = try await service.head("GET /api/v1/storage/files?limit=none")
            let served = try await service.head("GET /api/v1/storage/files")
            let answers = try await answers(to: refused + served + "hello\r\n\r\n", count: 3, service)
            #expect(answers.map(\.status) == [400, 200, 400])
            #expect(String(decoding: answers[0].body, as: UTF8.self).contains("limit"))
            try expectProblem(answers[2], saying: "not HTTP/1.1")
        }
    }
}

import HTTPTypes
import HummingbirdTesting
import Hummingbird
import NIOCore
import Testing

@testable import Service

/// Limits as callers meet them.
@Suite(.timeLimit(.minutes(1))) struct LimitTests {
    @Test func `who asks too often is told when to come back, and others are served`() async throws {
        try await TestService.run(configure: {
            $0.requestsPerMinute = 1
            $0.requestBurst = 2
        }) { service async throws in
            for _ in 0..<2 { #expect(try await service.ask(.get, "jobs").status == .ok) }
            let refused = try await service.ask(.get, "jobs")
            #expect(refused.status == .tooManyRequests)
            #expect(refused.problemCode == "too_busy")
            let wait = try #require(refused.headers[.retryAfter].flatMap { Int($0) })
            #expect((1...60).contains(wait))
            #expect(try await service.ask(.get, "jobs", as: "bob").status == .ok)
            #expect(try await service.ask(.get, "/health/live", as: nil).status == .ok)
            let metrics = try await service.ask(.get, "/metrics", as: nil).text
            #expect(metrics.contains(#"storage_refusals_total{code="too_busy"} 1"#))
            #expect(metrics.contains(#"storage_limit{limit="requests_per_minute"} 1"#))
        }
    }

    @Test func `a full quota refuses files and deleting makes room`() async throws {
        try await TestService.run(configure: { $0.quotaFiles = 1 }) { service async throws in
            let first = try await service.upload(ByteBuffer(string: "one"), filename: "a.txt")
            let id = try first.json(UploadAnswer.self).fileId
            let refused = try await service.upload(ByteBuffer(string: "two"), filename: "b.txt")
            #expect(refused.status == .contentTooLarge)
            #expect(refused.problemCode == "quota_exceeded")
            #expect(
                try await service.upload(ByteBuffer(string: "two"), filename: "b.txt", as: "bob").status == .created)
            #expect(try await service.ask(.delete, "files/\(id)").status == .noContent)
            #expect(try await service.upload(ByteBuffer(string: "two"), filename: "b.txt").status == .created)
        }
    }

    @Test func `more requests than may be under way are refused at once, operators never`() async throws {
        let gate = Gate()
        try await TestService.run(configure: { $0.maxConcurrentRequests = 1 }, holding: gate) { service async throws in
            let id = try await service.uploaded("silent.mp4")
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await service.ask(.get, "stream/\(id)/segment/360p_000.ts") }
                await gate.waitForArrivals(1)
                let refused = try await service.ask(.get, "jobs")
                #expect(refused.status == .serviceUnavailable)
                #expect(refused.problemCode == "too_busy" && refused.headers[.retryAfter] != nil)
                #expect(try await service.ask(.get, "/health/ready", as: nil).status == .ok)
                #expect(try await service.ask(.get, "/metrics", as: nil).status == .ok)
                gate.open()
                try await group.waitForAll()
            }
            #expect(try await service.ask(.get, "jobs").status == .ok)
        }
    }

    @Test(
        arguments: [
            ("jobs", .post, "GET, HEAD"), ("upload", .get, "POST"), ("/health/live", .delete, "GET, HEAD"),
            ("/metrics", .trace, "GET, HEAD"), ("jobs/\(String(repeating: "0", count: 32))", .put, "DELETE, GET, HEAD"),
        ] as [(String, HTTPRequest.Method, String)])
    func `an address says which methods it takes`(path: String, method: HTTPRequest.Method, allow: String) async throws
    {
        try await TestService.run { service async throws in
            let answer = try await service.ask(method, path)
            #expect(answer.status == .methodNotAllowed)
            #expect(answer.problemCode == "method_not_allowed")
            #expect(answer.headers[.allow] == allow)
        }
    }

    @Test(arguments: ["nothing", "/", "/api", "/api/v1/storage", "files/a/b/c/d", "jobs/%00/events/x"])
    func `an unknown address is a problem document`(path: String) async throws {
        try await TestService.run { service async throws in
            let answer = try await service.ask(.get, path)
            #expect(answer.status == .notFound)
            #expect(answer.problemCode == "not_found")
        }
    }
}

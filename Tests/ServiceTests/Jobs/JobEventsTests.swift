import HTTPTypes
import NIOCore
import Synchronization
import Testing

@testable import Service

/// Server-sent events, read as a browser would.
@Suite(.timeLimit(.minutes(1))) struct JobEventsTests {
    /// A service whose one video is being prepared and held at `gate`.
    private func withJob(
        configure: @escaping (inout ServiceConfiguration) -> Void = { _ in }, holding gate: Gate,
        _ test: @escaping @Sendable (LiveService, _ job: String) async throws -> Void
    ) async throws {
        try await LiveService.run(configure: configure, holding: gate) { service in
            let id = try await service.uploaded("tiny.mp4")
            let answer = try await service.exchange("POST", "stream/\(id)/prepare", headers: ["Prefer: respond-async"])
            #expect(answer.hasPrefix("HTTP/1.1 202"))
            #expect(answer.lowercased().contains("preference-applied: respond-async"))
            let job = try #require(answer.firstMatch(of: /"jobId":"([0-9a-f]{32})"/)?.1)
            try await test(service, String(job))
        }
    }

    @Test func `a listener hears every state to the end, and the end closes the stream`() async throws {
        let gate = Gate()
        try await withJob(holding: gate) { service, job async throws in
            try await service.connect { connection in
                try await connection.send(try await service.head("GET \(TestService.base)/jobs/\(job)/events"))
                let text = try await connection.read { text in
                    if text.contains("data: ") { gate.open() }
                    return text.hasSuffix("0\r\n\r\n")
                }
                #expect(text.contains("text/event-stream"))
                #expect(text.contains("retry: 2000\n\n"))
                #expect(text.contains(#""state":"succeeded""#))
                #expect(text.matches(of: /id: \S+\ndata: \{"/).count >= 1)
            }
            // The browser comes back by itself, with the id of the last event, and is told to stop; a stranger's id is fine.
            let events = try await service.exchange("GET", "jobs/\(job)/events")
            let last = try #require(events.firstMatch(of: /id: (\S+)/)?.1)
            let again = try await service.exchange("GET", "jobs/\(job)/events", headers: ["Last-Event-ID: \(last)"])
            #expect(again.hasPrefix("HTTP/1.1 204"))
            let stranger = try await service.exchange("GET", "jobs/\(job)/events", headers: ["Last-Event-ID: 7"])
            #expect(stranger.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func `listeners are bounded, and leaving makes room`() async throws {
        let gate = Gate()
        try await withJob(configure: { $0.maxJobListenersPerUser = 1 }, holding: gate) { service, job async throws in
            try await service.connect { connection in
                try await connection.send(try await service.head("GET \(TestService.base)/jobs/\(job)/events"))
                _ = try await connection.read { $0.contains("data: ") }
                let refused = try await service.exchange("GET", "jobs/\(job)/events")
                #expect(refused.hasPrefix("HTTP/1.1 429"))
                #expect(refused.lowercased().contains("retry-after: "))
                #expect(try await service.exchange("GET", "/metrics").contains("storage_job_listeners 1\n"))
            }
            try await eventually {
                try await service.exchange("GET", "/metrics").contains("storage_job_listeners 0\n")
            }
            gate.open()
        }
    }

    @Test func `shutting down ends the streams`() async throws {
        let gate = Gate()
        let ended = Mutex<Task<String, any Error>?>(nil)
        try await withJob(holding: gate) { service, job async throws in
            let following = Task {
                try await service.connect { connection in
                    try await connection.send(try await service.head("GET \(TestService.base)/jobs/\(job)/events"))
                    return try await connection.read { $0.hasSuffix("0\r\n\r\n") }
                }
            }
            try await eventually {
                try await service.exchange("GET", "/metrics").contains("storage_job_listeners 1\n")
            }
            ended.withLock { $0 = following }
        }
        #expect(try await ended.withLock { $0 }?.value.hasSuffix("0\r\n\r\n") == true)
    }

    @Test func `nobody follows another user's job`() async throws {
        let gate = Gate()
        try await withJob(holding: gate) { service, job async throws in
            #expect(try await service.exchange("GET", "jobs/\(job)/events", as: "eve").hasPrefix("HTTP/1.1 404"))
            #expect(try await service.exchange("GET", "jobs", as: "eve").contains(#"{"jobs":[]}"#))
            #expect(try await service.exchange("GET", "jobs?state=running&kind=prepare").contains(job))
            for query in ["state=x", "kind=x", "limit=0", "limit=201", "limit=a", "cursor=x"] {
                #expect(try await service.exchange("GET", "jobs?\(query)").hasPrefix("HTTP/1.1 400"))
            }
            gate.open()
        }
    }
}

@Suite struct JobFollowerTests {
    @Test func `it tells changes, signs of life between them, and ends with the job or without it`() async throws {
        let folder = try TemporaryFolder()
        let store = UnreliableStore(try SQLiteStore(path: folder.path + "/test.sqlite"))
        try await Migrations.apply(to: store)
        let jobs = JobRepository(store: store)
        let follower = JobFollower(
            repository: jobs, interval: .milliseconds(1), keepAlive: .milliseconds(5))
        let service = JobService(repository: jobs, signals: JobSignals(), limit: 10)
        let job = try await service.submit(.prepare(PrepareStream(content: "c")), fileID: "f", owner: "u")
        var told: [JobFollower.News] = []
        try await follower.follow(job) { news in
            told.append(news)
            // A database that is away for a moment ends nothing.
            if told.count == 2 { store.fail(.unavailable) }
            if told.count == 3 { store.fail(nil) }
            if told.count == 4 { _ = try await jobs.cancel(job.id, now: .now) }
        }
        #expect(told.first == .changed(job))
        #expect(told[1...3].allSatisfy { $0 == .unchanged })
        guard case .changed(let last)? = told.last else { throw Unexpected() }
        #expect(last.state == .cancelled)

        let purged = try await service.submit(.prepare(PrepareStream(content: "d")), fileID: "f", owner: "u")
        try await follower.follow(purged) { _ in
            try await store.write(SQLStatement("DELETE FROM jobs"))
        }
    }

    @Test(arguments: [
        ("a", "data: a\n"), ("a\nb", "data: a\ndata: b\n"), ("a\r\nb\rc", "data: a\ndata: b\ndata: c\n"),
        ("", "data: \n"),
    ])
    func `an event's data has a line for each line`(data: String, lines: String) {
        #expect(String(buffer: EventStream.event(id: "7", data: data)) == "id: 7\n\(lines)\n")
    }
}

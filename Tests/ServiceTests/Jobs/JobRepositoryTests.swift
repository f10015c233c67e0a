import Testing

@testable import Service

@Suite struct JobRepositoryTests {
    private let folder: TemporaryFolder
    private let jobs: JobRepository
    private let start = Timestamp(microseconds: 1_000_000_000)

    init() async throws {
        folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.path + "/test.sqlite")
        try await Migrations.apply(to: store)
        jobs = JobRepository(store: store)
    }

    private func job(_ file: String = "file", at moment: Timestamp? = nil) -> StoredJob {
        StoredJob(
            id: Identifier.random(), owner: "u", fileID: file, kind: "prepare", recipe: "{}",
            createdAt: moment ?? start, updatedAt: moment ?? start)
    }

    private func claim(_ worker: String = "w", at seconds: Int = 0) async throws -> StoredJob? {
        let now = start.advanced(bySeconds: seconds)
        return try await jobs.claim(worker: worker, now: now, lease: now.advanced(bySeconds: 30))
    }

    @Test func `the oldest job is claimed, once`() async throws {
        let (late, early) = (job(at: start.advanced(bySeconds: 1)), job())
        try await jobs.insert(late)
        try await jobs.insert(early)
        let first = try #require(try await claim())
        #expect(first.id == early.id)
        #expect(first.state == .running)
        #expect(first.epoch == 1 && first.attempts == 1)
        #expect(try await claim()?.id == late.id)
        #expect(try await claim() == nil)
    }

    @Test func `many workers never hold one job together`() async throws {
        for _ in 0..<20 { try await jobs.insert(job()) }
        let ids = try await withThrowingTaskGroup(of: [String].self) { group in
            for worker in 0..<8 {
                group.addTask {
                    var mine: [String] = []
                    while let job = try await claim("w\(worker)") { mine.append(job.id) }
                    return mine
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(ids.count == 20)
        #expect(Set(ids).count == 20)
    }

    @Test func `a job whose lease has run out is taken over and its old holder fenced off`() async throws {
        try await jobs.insert(job())
        let dead = try #require(try await claim("dead"))
        #expect(try await claim("other", at: 29) == nil)
        let alive = try #require(try await claim("other", at: 31))
        #expect(alive.id == dead.id)
        #expect(alive.epoch == 2)
        await #expect(throws: MetadataError.self) { try await jobs.finish(dead, now: start) }
        await #expect(throws: MetadataError.self) { try await jobs.heartbeat(dead, .init(), lease: start, now: start) }
        var done = alive
        done.state = .succeeded
        done.result = "{}"
        try await jobs.finish(done, now: start)
        #expect(try await jobs.find(alive.id)?.state == .succeeded)
    }

    @Test func `a heartbeat keeps the lease and shows progress`() async throws {
        try await jobs.insert(job())
        let mine = try #require(try await claim())
        let report = JobProgress.Report(fraction: 0.5, stage: "encode", etaSeconds: 12)
        try await jobs.heartbeat(mine, report, lease: start.advanced(bySeconds: 100), now: start)
        #expect(try await claim("other", at: 60) == nil)
        let seen = try #require(try await jobs.find(mine.id))
        #expect(seen.progress == 0.5 && seen.stage == "encode" && seen.etaSeconds == 12)
    }

    @Test func `what a killed process held is free again at its next start`() async throws {
        try await jobs.insert(job())
        try await jobs.insert(job())
        _ = try await claim("me")
        _ = try await claim("somebody else")
        try await jobs.releaseAll(heldBy: "me", now: start)
        #expect(try await claim("me") != nil)
        #expect(try await claim("me") == nil)
    }

    @Test func `a job that is handed back does not count as an attempt`() async throws {
        try await jobs.insert(job())
        let mine = try #require(try await claim())
        try await jobs.handBack(mine, now: start)
        let again = try #require(try await claim())
        #expect(again.id == mine.id)
        #expect(again.attempts == 1 && again.epoch == 2)
    }

    @Test func `a cancelled job stays cancelled`() async throws {
        try await jobs.insert(job())
        let mine = try #require(try await claim())
        #expect(try await jobs.cancel(mine.id, now: start))
        #expect(try await !jobs.cancel(mine.id, now: start))
        await #expect(throws: MetadataError.self) { try await jobs.finish(mine, now: start) }
        #expect(try await claim() == nil)
        #expect(try await jobs.find(mine.id)?.state == .cancelled)
        #expect(try await jobs.counts() == [.cancelled: 1])
    }

    @Test func `unfinished jobs of a file are found`() async throws {
        let mine = job("a")
        try await jobs.insert(mine)
        try await jobs.insert(job("b"))
        #expect(try await jobs.findActive(fileID: "a", kind: "prepare")?.id == mine.id)
        #expect(try await jobs.findActive(fileID: "a", kind: "ocr") == nil)
        #expect(try await jobs.active(fileID: "a").map(\.id) == [mine.id])
        _ = try await jobs.cancel(mine.id, now: start)
        #expect(try await jobs.findActive(fileID: "a", kind: "prepare") == nil)
        #expect(try await jobs.findLatest(fileID: "a", kind: "prepare")?.id == mine.id)
    }

    @Test(arguments: ["", "x", "../../etc", "' OR 1=1 --", String(repeating: "0", count: 33)])
    func `what is no identifier is no job`(id: String) async throws { #expect(try await jobs.find(id) == nil) }
}

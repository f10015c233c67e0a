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

    /// A job on a file of its own unless said otherwise.
    private func job(
        _ file: String = Identifier.random(), owner: String = "u", recipe: String = "{}", at moment: Timestamp? = nil
    ) -> StoredJob {
        StoredJob(
            id: Identifier.random(), owner: owner, fileID: file, kind: "prepare", recipe: recipe,
            createdAt: moment ?? start, updatedAt: moment ?? start)
    }

    private func claim(_ worker: String = "w", at seconds: Int = 0) async throws -> StoredJob? {
        let now = start.advanced(bySeconds: seconds)
        return try await jobs.claim(worker: worker, now: now, lease: now.advanced(bySeconds: 30))
    }

    @Test func `the oldest job is claimed, once`() async throws {
        let (late, early) = (job(at: start.advanced(bySeconds: 1)), job())
        _ = try await jobs.submit(late)
        _ = try await jobs.submit(early)
        let first = try #require(try await claim())
        #expect(first.id == early.id)
        #expect(first.state == .running)
        #expect(first.epoch == 1 && first.attempts == 1)
        #expect(try await claim()?.id == late.id)
        #expect(try await claim() == nil)
    }

    @Test func `many workers never hold one job together`() async throws {
        for _ in 0..<20 { _ = try await jobs.submit(job()) }
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
        _ = try await jobs.submit(job())
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
        _ = try await jobs.submit(job())
        let mine = try #require(try await claim())
        let report = JobProgress.Report(fraction: 0.5, stage: "encode", etaSeconds: 12)
        try await jobs.heartbeat(mine, report, lease: start.advanced(bySeconds: 100), now: start)
        #expect(try await claim("other", at: 60) == nil)
        let seen = try #require(try await jobs.find(mine.id))
        #expect(seen.progress == 0.5 && seen.stage == "encode" && seen.etaSeconds == 12)
    }

    @Test func `what a killed process held is free again at its next start`() async throws {
        _ = try await jobs.submit(job())
        _ = try await jobs.submit(job())
        _ = try await claim("me")
        _ = try await claim("somebody else")
        try await jobs.releaseAll(heldBy: "me", now: start)
        #expect(try await claim("me") != nil)
        #expect(try await claim("me") == nil)
    }

    @Test func `a job that is handed back does not count as an attempt`() async throws {
        _ = try await jobs.submit(job())
        let mine = try #require(try await claim())
        try await jobs.handBack(mine, now: start)
        let again = try #require(try await claim())
        #expect(again.id == mine.id)
        #expect(again.attempts == 1 && again.epoch == 2)
    }

    @Test func `a cancelled job stays cancelled`() async throws {
        _ = try await jobs.submit(job())
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
        _ = try await jobs.submit(mine)
        _ = try await jobs.submit(job("b"))
        #expect(try await jobs.active(fileID: "a").map(\.id) == [mine.id])
        _ = try await jobs.cancel(mine.id, now: start)
        #expect(try await jobs.active(fileID: "a").isEmpty)
        #expect(try await jobs.findLatest(fileID: "a", kind: "prepare")?.id == mine.id)
        #expect(try await jobs.findLatest(fileID: "a", kind: "ocr") == nil)
    }

    @Test func `who asks for the same at the same instant gets the same job`() async throws {
        for _ in 0..<20 {
            let file = Identifier.random()
            let ids = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<16 { group.addTask { try await jobs.submit(job(file))?.id } }
                return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
            }
            #expect(ids.count == 1 && !ids.contains(nil))
            #expect(try await jobs.active(fileID: file).count == 1)
        }
    }

    @Test func `another recipe, another file, or a job that has ended makes a new job`() async throws {
        let first = try #require(try await jobs.submit(job("a")))
        #expect(try await jobs.submit(job("a"))?.id == first.id)
        #expect(try await jobs.submit(job("a", recipe: "{1}"))?.id != first.id)
        #expect(try await jobs.submit(job("b"))?.id != first.id)
        #expect(try await jobs.cancel(first.id, now: start))
        #expect(try await jobs.submit(job("a"))?.id != first.id)
    }

    @Test func `a user may have so many unfinished jobs and no more`() async throws {
        for _ in 0..<3 { #expect(try await jobs.submit(job(), limit: 3) != nil) }
        #expect(try await jobs.submit(job(), limit: 3) == nil)
        #expect(try await jobs.submit(job(owner: "v", at: start.advanced(bySeconds: 1)), limit: 3) != nil)
        _ = try await jobs.cancel(try #require(try await claim()?.id), now: start)
        #expect(try await jobs.submit(job(), limit: 3) != nil)
    }

    @Test func `a job to be tried again waits its time and keeps its count`() async throws {
        _ = try await jobs.submit(job())
        let mine = try #require(try await claim())
        try await jobs.postpone(mine, until: start.advanced(bySeconds: 10), now: start)
        #expect(try await claim(at: 9) == nil)
        let again = try #require(try await claim(at: 10))
        #expect(again.attempts == 2 && again.epoch == 2)
        await #expect(throws: MetadataError.self) { try await jobs.postpone(mine, until: start, now: start) }
    }

    @Test func `a job that gets on has not been tried in vain, and never goes back`() async throws {
        _ = try await jobs.submit(job())
        for (second, fraction, attempts) in [(0, 0.2, 1), (100, 0.1, 2), (200, 0.5, 1)] {
            let mine = try #require(try await claim("w\(second)", at: second))
            let now = start.advanced(bySeconds: second)
            try await jobs.heartbeat(mine, .init(fraction: fraction), lease: now, now: now)
            let seen = try #require(try await jobs.find(mine.id))
            #expect(seen.attempts == attempts)
            #expect(seen.progress == max(fraction, 0.2))
        }
    }

    @Test func `jobs of kinds that this version does not know are left alone`() async throws {
        _ = try await jobs.submit(job())
        #expect(try await jobs.claim(worker: "old", kinds: ["ocr", "convert"], now: start, lease: start) == nil)
        #expect(try await jobs.claim(worker: "new", kinds: ["ocr", "prepare"], now: start, lease: start) != nil)
    }

    @Test func `pages of jobs join without gap or repetition, the newest first`() async throws {
        var expected: [String] = []
        for second in 0..<7 {
            let job = job(at: start.advanced(bySeconds: second / 2))
            _ = try await jobs.submit(job)
            expected.append(job.id)
        }
        _ = try await jobs.submit(job(owner: "v"))
        let service = JobService(repository: jobs, signals: JobSignals(), limit: 100)
        var filter = JobFilter(owner: "u", limit: 3)
        var seen: [StoredJob] = []
        repeat {
            let page = try await service.list(filter)
            seen += page.jobs
            filter.after = page.next.flatMap { JobCursor($0.text) }
        } while filter.after != nil
        #expect(Set(seen.map(\.id)) == Set(expected) && seen.count == 7)
        #expect(seen.map(\.createdAt) == seen.map(\.createdAt).sorted(by: >))
        _ = try await jobs.cancel(expected[3], now: start)
        let cancelled = JobFilter(owner: "u", state: .cancelled, kind: "prepare", limit: 9)
        #expect(try await jobs.list(cancelled).map(\.id) == [expected[3]])
        #expect(try await jobs.list(JobFilter(owner: "u", kind: "ocr", limit: 9)).isEmpty)
    }

    @Test(arguments: ["", "-", "x", "1-2", "1-" + String(repeating: "g", count: 32), "1--1", "é-é"])
    func `what no page has handed out is no cursor`(text: String) { #expect(JobCursor(text) == nil) }

    @Test func `old jobs are forgotten, unfinished ones never`() async throws {
        let (old, unfinished) = (job("a"), job("b"))
        _ = try await jobs.submit(old)
        _ = try await jobs.submit(unfinished)
        _ = try await jobs.cancel(old.id, now: start)
        try await jobs.purge(endedBefore: start)
        #expect(try await jobs.find(old.id) != nil)
        try await jobs.purge(endedBefore: start.advanced(bySeconds: 1))
        #expect(try await jobs.find(old.id) == nil)
        #expect(try await jobs.find(unfinished.id) != nil)
    }

    @Test(arguments: ["", "x", "../../etc", "' OR 1=1 --", String(repeating: "0", count: 33)])
    func `what is no identifier is no job`(id: String) async throws { #expect(try await jobs.find(id) == nil) }
}

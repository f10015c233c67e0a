import Logging
import Pipeline
import Synchronization
import Testing

@testable import Service

/// Workers on one table, with work that does what each test says.
@Suite(.timeLimit(.minutes(1))) struct JobWorkerTests {
    private let folder: TemporaryFolder
    private let store: SQLiteStore
    private let jobs: JobRepository

    init() async throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.path + "/test.sqlite")
        try await Migrations.apply(to: store)
        jobs = JobRepository(store: store)
    }

    /// Does what it is told, and counts.
    private final class Work: JobRunner {
        let begun = Counter()
        let cancelled = Counter()
        let ended = Counter()
        private let body: @Sendable (_ attempt: Int, JobProgress) async throws -> Void

        init(_ body: @escaping @Sendable (_ attempt: Int, JobProgress) async throws -> Void) { self.body = body }

        func run(_ recipe: JobRecipe, progress: JobProgress) async throws -> JSONValue {
            begun.increment()
            do { try await body(begun.value, progress) } catch {
                if error is CancellationError { cancelled.increment() }
                throw error
            }
            ended.increment()
            return .string("done")
        }
    }

    private static var quick: JobTiming {
        var timing = JobTiming()
        timing.lease = .milliseconds(400)
        timing.heartbeat = .milliseconds(20)
        timing.poll = .milliseconds(10)
        timing.retryDelay = .milliseconds(5)
        return timing
    }

    private func submitted() async throws -> StoredJob {
        let service = JobService(repository: jobs, signals: JobSignals(), limit: 10)
        return try await service.submit(.prepare(PrepareStream(content: "c")), fileID: "f", owner: "u")
    }

    private func worker(
        _ name: String, _ work: Work, on store: (any MetadataStore)? = nil, signals: JobSignals = JobSignals(),
        metrics: ServiceMetrics = ServiceMetrics(), timing: JobTiming = quick
    ) -> JobWorker {
        JobWorker(
            repository: JobRepository(store: store ?? self.store), signals: signals, runner: work, name: name, limit: 1,
            timing: timing, metrics: metrics, logger: TestService.logger)
    }

    /// Lets `workers` run while `body` does.
    private func with(_ workers: JobWorker..., do body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in workers { group.addTask { try? await worker.run() } }
            try await body()
            group.cancelAll()
        }
    }

    private func state(_ job: StoredJob) async throws -> StoredJob.State? { try await jobs.find(job.id)?.state }

    @Test func `a job is done and its result kept`() async throws {
        let job = try await submitted()
        let work = Work { _, progress in progress.update(0.5, stage: "half") }
        try await with(worker("a", work)) { try await eventually { try await state(job) == .succeeded } }
        let done = try #require(try await jobs.find(job.id))
        #expect(done.progress == 1 && done.stage == "done" && done.result == #""done""#)
        #expect(work.begun.value == 1)
    }

    @Test func `a worker that loses its heartbeat is replaced, and can no longer write`() async throws {
        let job = try await submitted()
        let unreliable = UnreliableStore(store)
        let (late, other) = (Gate(), Gate())
        // The first holder does not hear that it is to stop, as a codec in the middle of a long call would not.
        let deaf = Work { _, _ in await shieldedFromCancellation { try? await late.pass() } }
        let work = Work { _, _ in try await other.pass() }
        var patient = Self.quick
        patient.lease = .seconds(60)
        try await with(worker("dies", deaf, on: unreliable)) {
            try await eventually { deaf.begun.value == 1 }
            let held = try #require(try await jobs.find(job.id))
            #expect(held.epoch == 1)
            unreliable.fail(.unavailable)
            try await with(worker("lives", work, timing: patient)) {
                await other.waitForArrivals(1)
                #expect(try await jobs.find(job.id)?.epoch == 2)
                // The dead one comes back, with a database, and says that it is done.
                unreliable.fail(nil)
                late.open()
                try await eventually { deaf.ended.value == 1 }
                await #expect(throws: MetadataError.self) { try await jobs.finish(held, now: .now) }
                #expect(try await state(job) == .running)
                other.open()
                try await eventually { try await state(job) == .succeeded }
            }
        }
        #expect(try await jobs.find(job.id)?.epoch == 2)
        #expect(work.begun.value == 1)
    }

    @Test func `a holder without a database stops by itself when its lease has run out`() async throws {
        _ = try await submitted()
        let unreliable = UnreliableStore(store)
        let gate = Gate()
        let work = Work { _, _ in try await gate.pass() }
        try await with(worker("a", work, on: unreliable)) {
            await gate.waitForArrivals(1)
            unreliable.fail(.unavailable)
            try await eventually { work.cancelled.value == 1 }
            unreliable.fail(nil)
            gate.open()
            try await eventually { work.ended.value == 1 }
        }
    }

    @Test func `a passing failure is tried again, and not for ever`() async throws {
        let (healing, hopeless) = (try await submitted(), Counter())
        let metrics = ServiceMetrics()
        let heals = Work { attempt, _ in
            if attempt < 3 { throw MetadataError(.busy, "for now") }
        }
        try await with(worker("a", heals, metrics: metrics)) {
            try await eventually { try await state(healing) == .succeeded }
        }
        #expect(heals.begun.value == 3)
        #expect(metrics.jobRetries.value() == 2)

        let stuck = try await submitted()
        let fails = Work { _, _ in
            hopeless.increment()
            throw ServiceError(.unavailable, "Away.")
        }
        try await with(worker("a", fails)) { try await eventually { try await state(stuck) == .failed } }
        #expect(hopeless.value == JobTiming().maxAttempts)
        #expect(try await jobs.find(stuck.id)?.errorCode == "unavailable")
    }

    @Test func `what will fail again is not tried again`() async throws {
        for error in [
            MediaError(.corrupt, "decode", "bits"), MediaError(.engine, "encode", "no"),
            ServiceError(.notFound, "Gone."),
        ] as [any Error] {
            let job = try await submitted()
            let work = Work { _, _ in throw error }
            try await with(worker("a", work)) { try await eventually { try await state(job) == .failed } }
            #expect(work.begun.value == 1)
        }
    }

    @Test func `waits double up to five minutes`() {
        let timing = JobTiming()
        for (attempt, seconds) in [(1, 2.0), (2, 4), (3, 8), (8, 256), (9, 300), (60, 300)] as [(Int64, Double)] {
            let delay = timing.delay(afterAttempt: attempt).seconds
            #expect(delay >= seconds && delay <= seconds * 1.25 + 0.001, "attempt \(attempt): \(delay)")
        }
    }

    @Test(arguments: [true, false])
    func `cancelling stops the work, in this process or in another`(isHere: Bool) async throws {
        let job = try await submitted()
        let (gate, signals) = (Gate(), JobSignals())
        let work = Work { _, _ in try await gate.pass() }
        let service = JobService(repository: jobs, signals: isHere ? signals : JobSignals(), limit: 10)
        try await with(worker("a", work, signals: signals)) {
            await gate.waitForArrivals(1)
            try await service.cancel(job.id, for: .user("u"))
            try await eventually { work.cancelled.value == 1 }
        }
        #expect(try await state(job) == .cancelled)
    }

    @Test func `a queued job that is cancelled is never begun`() async throws {
        let job = try await submitted()
        #expect(try await jobs.cancel(job.id, now: .now))
        let other = try await submitted()
        let work = Work { _, _ in }
        try await with(worker("a", work)) { try await eventually { try await state(other) == .succeeded } }
        #expect(work.begun.value == 1)
        #expect(try await state(job) == .cancelled)
    }

    @Test func `a job that crashes its process every time is given up`() async throws {
        let job = try await submitted()
        for _ in 0..<JobTiming().maxAttempts {
            _ = try await jobs.claim(worker: "a", now: .now, lease: Timestamp.now.advanced(bySeconds: 60))
            try await jobs.releaseAll(heldBy: "a", now: .now)
        }
        let work = Work { _, _ in }
        try await with(worker("a", work)) { try await eventually { try await state(job) == .failed } }
        #expect(work.begun.value == 0)
    }

    @Test func `finished jobs are forgotten after their time`() async throws {
        let job = try await submitted()
        #expect(try await jobs.cancel(job.id, now: Timestamp.now.advanced(bySeconds: -100)))
        var timing = Self.quick
        timing.retention = .seconds(99)
        try await with(worker("a", Work { _, _ in }, timing: timing)) {
            try await eventually { try await jobs.find(job.id) == nil }
        }
    }
}

internal import Logging
internal import ServiceLifecycle

/// Takes jobs from the table and does them, a bounded number at a time, until the service shuts down; what runs then is
/// handed back to the queue.
struct JobWorker: Service {
    let repository: JobRepository
    let signals: JobSignals
    let runner: any JobRunner
    /// A name that stays the same over restarts, so that what a killed process held is taken up at once.
    let name: String
    let limit: Int
    /// Seconds.
    let lease: Int
    let metrics: ServiceMetrics
    let logger: Logger

    /// After so many attempts a job is taken to be the cause of the crashes.
    private static let maxAttempts = 5
    /// How often the table is looked into unasked: for work that other processes queue or drop.
    private static let pollInterval = Duration.seconds(2)
    private static let heartbeatInterval = Duration.seconds(1)

    func run() async throws {
        guard limit > 0 else { return try await gracefulShutdown() }
        try await repository.releaseAll(heldBy: name, now: .now)
        signals.ring()
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await ringRegularly() }
                var running = 0
                for await _ in signals.bell {
                    // The first child never ends by itself, so a finished child is a finished job.
                    while !Task.isCancelled {
                        if running >= limit {
                            await group.next()
                            running -= 1
                        }
                        guard let job = await claim() else { break }
                        running += 1
                        group.addTask { await perform(job) }
                    }
                }
                group.cancelAll()
            }
        }
    }

    private func ringRegularly() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.pollInterval)
            signals.ring()
        }
    }

    private func claim() async -> StoredJob? {
        do {
            await publishCounts()
            return try await repository.claim(worker: name, now: .now, lease: Timestamp.now.advanced(bySeconds: lease))
        } catch {
            if !Task.isCancelled { logger.error("cannot claim jobs", metadata: ["error": "\(error)"]) }
            return nil
        }
    }

    private enum Outcome: Sendable {
        case done(JSONValue)
        case failed(any Error)
        /// Cancelled by its owner, or taken over by another worker.
        case notOursAnyMore
    }

    private func perform(_ job: StoredJob) async {
        let logger = logger(for: job)
        logger.info("job begins", metadata: ["kind": "\(job.kind)", "attempt": "\(job.attempts)"])
        let progress = JobProgress()
        let cancellation = signals.cancellation(of: job.id)
        defer { signals.forget(job.id) }
        let outcome = await withTaskGroup(of: Outcome.self) { group in
            // In the background: native threads serve players first.
            group.addTask(priority: .background) { await attempt(job, progress) }
            group.addTask { await keepAlive(job, progress) }
            group.addTask {
                for await _ in cancellation {}
                return .notOursAnyMore
            }
            let first = await group.next() ?? .notOursAnyMore
            group.cancelAll()
            return first
        }
        let isShuttingDown = Task.isCancelled
        await shieldedFromCancellation { await settle(job, outcome, isShuttingDown: isShuttingDown, logger) }
    }

    private func attempt(_ job: StoredJob, _ progress: JobProgress) async -> Outcome {
        do {
            guard job.attempts <= Self.maxAttempts else {
                throw ServiceError(.internalError, "The job was given up after \(Self.maxAttempts) attempts.")
            }
            return .done(try await runner.run(try JSON.decode(JobRecipe.self, from: job.recipe), progress: progress))
        } catch {
            return .failed(error)
        }
    }

    /// Tells the table about the job until it is held no more.
    private func keepAlive(_ job: StoredJob, _ progress: JobProgress) async -> Outcome {
        while true {
            do {
                try await Task.sleep(for: Self.heartbeatInterval)
                try await repository.heartbeat(
                    job, progress.current, lease: Timestamp.now.advanced(bySeconds: lease), now: .now)
            } catch let error as MetadataError where error.code != .unexpectedRowCount {
                // The database may come back before the lease runs out.
                logger.warning("heartbeat failed", metadata: ["error": "\(error)"])
            } catch {
                return .notOursAnyMore
            }
        }
    }

    private func settle(_ job: StoredJob, _ outcome: Outcome, isShuttingDown: Bool, _ logger: Logger) async {
        do {
            var ended = job
            switch outcome {
            case .failed where isShuttingDown, .notOursAnyMore where isShuttingDown:
                logger.info("job is handed back")
                return try await repository.handBack(job, now: .now)
            case .notOursAnyMore:
                logger.info("job was cancelled or taken over")
                return
            case .done(let result):
                ended.state = .succeeded
                ended.progress = 1
                ended.stage = "done"
                ended.result = try JSON.text(result)
            case .failed(let error):
                let failure = PublicFailure(error)
                ended.state = .failed
                ended.stage = "failed"
                ended.errorCode = failure.code.rawValue
                ended.errorDetail = failure.detail
                logger.error("job failed", metadata: ["error": "\(error)"])
            }
            try await repository.finish(ended, now: .now)
            logger.info("job ended", metadata: ["state": "\(ended.state.rawValue)"])
        } catch {
            logger.error("cannot record a job's end", metadata: ["error": "\(error)"])
        }
        await publishCounts()
    }

    private func logger(for job: StoredJob) -> Logger {
        var logger = logger
        logger[metadataKey: "job"] = .string(job.id)
        return logger
    }

    private func publishCounts() async {
        guard let counts = try? await repository.counts() else { return }
        for state in StoredJob.State.allCases { metrics.jobs.set(Double(counts[state] ?? 0), [state.rawValue]) }
    }
}

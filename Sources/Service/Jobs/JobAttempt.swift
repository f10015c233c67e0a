internal import Logging

/// One attempt at one job by its present holder: the work, the heartbeat beside it, and the record of how it ended.
struct JobAttempt: Sendable {
    let job: StoredJob
    let repository: JobRepository
    let signals: JobSignals
    let runner: any JobRunner
    let timing: JobTiming
    let metrics: ServiceMetrics
    let logger: Logger

    private enum Outcome: Sendable {
        case done(JSONValue)
        case failed(any Error)
        /// Cancelled by its owner, taken over by another worker, or no longer held for want of a heartbeat.
        case notOursAnyMore
    }

    /// Works until the job is done, has failed, is cancelled or lost, or until the calling task is cancelled.
    func perform() async {
        logger.info("job begins", metadata: ["kind": "\(job.kind)", "attempt": "\(job.attempts)"])
        let progress = JobProgress()
        let cancellation = signals.cancellation(of: job)
        defer { signals.forget(job) }
        let outcome = await withTaskGroup(of: Outcome.self) { group in
            // In the background: native threads serve players first.
            group.addTask(priority: .background) { await work(progress) }
            group.addTask { await keepAlive(progress) }
            group.addTask {
                for await _ in cancellation {}
                return .notOursAnyMore
            }
            let first = await group.next() ?? .notOursAnyMore
            group.cancelAll()
            return first
        }
        let isShuttingDown = Task.isCancelled
        await shieldedFromCancellation { await settle(outcome, isShuttingDown: isShuttingDown) }
    }

    private func work(_ progress: JobProgress) async -> Outcome {
        do {
            guard job.attempts <= timing.maxAttempts else {
                throw ServiceError(.internalError, "The job was given up after \(timing.maxAttempts) attempts.")
            }
            return .done(try await runner.run(try JSON.decode(JobRecipe.self, from: job.recipe), progress: progress))
        } catch {
            return .failed(error)
        }
    }

    /// Tells the table about the job until it is held no more, by the table or by the clock.
    private func keepAlive(_ progress: JobProgress) async -> Outcome {
        var heldUntil = ContinuousClock.now + timing.lease
        while ContinuousClock.now < heldUntil {
            do {
                try await Task.sleep(for: timing.heartbeat)
                let next = ContinuousClock.now + timing.lease
                try await repository.heartbeat(
                    job, progress.current, lease: Timestamp.now.advanced(by: timing.lease), now: .now)
                heldUntil = next
            } catch let error as MetadataError where error.code != .unexpectedRowCount {
                // The database may come back before the lease runs out.
                logger.warning("heartbeat failed", metadata: ["error": "\(error)"])
            } catch {
                return .notOursAnyMore
            }
        }
        return .notOursAnyMore
    }

    private func settle(_ outcome: Outcome, isShuttingDown: Bool) async {
        do {
            switch outcome {
            case .failed where isShuttingDown, .notOursAnyMore where isShuttingDown:
                logger.info("job is handed back")
                try await repository.handBack(job, now: .now)
            case .notOursAnyMore:
                logger.info("job was cancelled or taken over")
            case .done(let result):
                try await succeed(result)
            case .failed(let error):
                try await fail(error)
            }
            metrics.show(try await repository.counts())
        } catch {
            // Nothing is lost: the lease runs out, and whoever takes the job up finds what is done.
            logger.error("cannot record a job's end", metadata: ["error": "\(error)"])
        }
    }

    private func succeed(_ result: JSONValue) async throws {
        var ended = job
        ended.state = .succeeded
        ended.progress = 1
        ended.stage = "done"
        ended.result = try JSON.text(result)
        try await repository.finish(ended, now: .now)
        logger.info("job ended", metadata: ["state": "succeeded"])
    }

    private func fail(_ error: any Error) async throws {
        if JobTiming.isWorthRepeating(error), job.attempts < timing.maxAttempts {
            let delay = timing.delay(afterAttempt: job.attempts)
            try await repository.postpone(job, until: Timestamp.now.advanced(by: delay), now: .now)
            metrics.jobRetries.add(1)
            logger.warning("job will be tried again", metadata: ["error": "\(error)", "seconds": "\(delay.seconds)"])
            return
        }
        let failure = PublicFailure(error)
        var ended = job
        ended.state = .failed
        ended.stage = "failed"
        ended.errorCode = failure.code.rawValue
        ended.errorDetail = failure.detail
        try await repository.finish(ended, now: .now)
        logger.error("job failed", metadata: ["error": "\(error)"])
    }
}

internal import Logging
internal import ServiceLifecycle

/// Takes jobs from the table and does them, a bounded number at a time, until the service shuts down; what runs then is
/// handed back to the queue.
///
/// Any number of workers, in any number of processes, may share one database: a job is held by a lease that heartbeats
/// renew, and every claim raises the job's epoch, without which nothing can be written.
struct JobWorker: Service {
    let repository: JobRepository
    let signals: JobSignals
    let runner: any JobRunner
    /// A name that stays the same over restarts, so that what a killed process held is taken up at once.
    let name: String
    let limit: Int
    let timing: JobTiming
    let metrics: ServiceMetrics
    let logger: Logger

    /// Between two removals of old jobs.
    private static let purgeInterval = Duration.seconds(600)

    func run() async throws {
        guard limit > 0 else { return try await gracefulShutdown() }
        await cancelWhenGracefulShutdown {
            await releaseOwn()
            signals.ring()
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await ringRegularly() }
                group.addTask { await purgeRegularly() }
                await takeJobs(in: &group)
                group.cancelAll()
            }
        }
    }

    private func takeJobs(in group: inout TaskGroup<Void>) async {
        var running = 0
        for await _ in signals.bell {
            // The children that ring and purge never end by themselves, so a finished child is a finished job.
            while !Task.isCancelled {
                if running >= limit {
                    await group.next()
                    running -= 1
                }
                guard let job = await claim() else { break }
                running += 1
                group.addTask { await attempt(job).perform() }
            }
        }
    }

    private func attempt(_ job: StoredJob) -> JobAttempt {
        var logger = logger
        logger[metadataKey: "job"] = .string(job.id)
        return JobAttempt(
            job: job, repository: repository, signals: signals, runner: runner, timing: timing, metrics: metrics,
            logger: logger)
    }

    /// What a killed process of this name held is free at once. Without a database its leases run out by themselves.
    private func releaseOwn() async {
        do {
            try await repository.releaseAll(heldBy: name, now: .now)
        } catch {
            logger.warning("cannot release jobs", metadata: ["error": "\(error)"])
        }
    }

    private func ringRegularly() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: timing.poll)
            signals.ring()
        }
    }

    private func purgeRegularly() async {
        guard let retention = timing.retention else {
            while !Task.isCancelled { try? await Task.sleep(for: Self.purgeInterval) }
            return
        }
        while !Task.isCancelled {
            do {
                try await repository.purge(endedBefore: Timestamp.now.advanced(by: .zero - retention))
            } catch {
                logger.warning("cannot forget old jobs", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: Self.purgeInterval)
        }
    }

    private func claim() async -> StoredJob? {
        do {
            metrics.show(try await repository.counts())
            return try await repository.claim(
                worker: name, now: .now, lease: Timestamp.now.advanced(by: timing.lease))
        } catch {
            if !Task.isCancelled { logger.error("cannot claim jobs", metadata: ["error": "\(error)"]) }
            return nil
        }
    }
}

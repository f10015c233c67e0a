/// Follows a job by looking at its row, which works whichever process does the work.
struct JobFollower: Sendable {
    let repository: JobRepository
    /// Between two looks.
    var interval = Duration.seconds(1)
    /// After so long without a change the listener is told that the connection lives.
    var keepAlive = Duration.seconds(15)

    /// What there is to tell.
    enum News: Sendable, Equatable {
        /// The job as it is now.
        case changed(StoredJob)
        /// Nothing has changed for a while.
        case unchanged
    }

    /// Tells `job` as it is now and then every change, until the job has ended or is forgotten, the calling task is cancelled,
    /// or `tell` throws. A database that is away for a moment is waited for.
    func follow(_ job: StoredJob, _ tell: (News) async throws -> Void) async throws {
        var known = job
        try await tell(.changed(known))
        var lastWord = ContinuousClock.now
        while !known.state.isFinal {
            try await Task.sleep(for: interval)
            let found: StoredJob?
            do { found = try await repository.find(job.id) } catch is MetadataError { found = known }
            guard let found else { return }
            if found.isVisiblyDifferent(from: known) {
                known = found
                try await tell(.changed(known))
            } else if ContinuousClock.now - lastWord >= keepAlive {
                try await tell(.unchanged)
            } else {
                continue
            }
            lastWord = .now
        }
    }
}

extension StoredJob {
    /// Whether a caller sees more than another time of change.
    fileprivate func isVisiblyDifferent(from other: StoredJob) -> Bool {
        state != other.state || progress != other.progress || stage != other.stage || etaSeconds != other.etaSeconds
            || result != other.result || errorCode != other.errorCode
    }
}

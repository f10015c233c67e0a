/// The jobs table as workers see it: leases, so that work of the dead is taken up by the living, and epochs, so that the
/// dead who come back no longer write.
extension JobRepository {
    /// Takes the oldest job that is due and that nobody holds, for `worker`, until `lease`.
    func claim(
        worker: String, kinds: [String] = JobRecipe.kinds, now: Timestamp, lease: Timestamp
    ) async throws -> StoredJob? {
        let known = kinds.indices.map { "$\($0 + 4)" }.joined(separator: ", ")
        let isFree = "((state = 'queued' AND run_after <= $3) OR (state = 'running' AND lease_until < $3))"
        // The outer condition is there for databases in which two may choose the same row: the second finds it taken.
        let claimed = try await store.write(
            SQLStatement(
                """
                UPDATE jobs SET state = 'running', worker = $1, lease_until = $2, epoch = epoch + 1,
                    attempts = attempts + 1, updated_at = $3
                WHERE id = (
                    SELECT id FROM jobs WHERE \(isFree) AND kind IN (\(known)) ORDER BY created_at, id LIMIT 1
                ) AND \(isFree)
                RETURNING \(StoredJob.columns)
                """, [.text(worker), .timestamp(lease), .timestamp(now)] + kinds.map(SQLValue.text)))
        return try claimed.namedRows.first.map(StoredJob.init(row:))
    }

    /// Says that the holder of `job` is alive and how far it is. Throws `unexpectedRowCount` when it holds it no more.
    ///
    /// Progress never goes back, and a job that gets on has not been tried in vain.
    func heartbeat(_ job: StoredJob, _ report: JobProgress.Report, lease: Timestamp, now: Timestamp) async throws {
        try await store.write(
            SQLStatement(
                """
                UPDATE jobs SET attempts = CASE WHEN $1 > progress THEN 1 ELSE attempts END,
                    progress = CASE WHEN $1 > progress THEN $1 ELSE progress END,
                    stage = $2, eta_seconds = $3, lease_until = $4, updated_at = $5
                WHERE id = $6 AND epoch = $7 AND state = 'running'
                """,
                [
                    .float(report.fraction), .text(report.stage), .optional(report.etaSeconds), .timestamp(lease),
                    .timestamp(now), .text(job.id), .integer(job.epoch),
                ], expectedRows: 1))
    }

    /// Ends `job`, if the caller still holds it; throws `unexpectedRowCount` otherwise.
    func finish(_ job: StoredJob, now: Timestamp) async throws {
        try await store.write(
            SQLStatement(
                """
                UPDATE jobs SET state = $1, progress = CASE WHEN $2 > progress THEN $2 ELSE progress END, stage = $3,
                    eta_seconds = NULL, result = $4, error_code = $5, error_detail = $6, lease_until = 0, worker = NULL,
                    updated_at = $7
                WHERE id = $8 AND epoch = $9 AND state = 'running'
                """,
                [
                    .text(job.state.rawValue), .float(job.progress), .text(job.stage), .optional(job.result),
                    .optional(job.errorCode), .optional(job.errorDetail), .timestamp(now), .text(job.id),
                    .integer(job.epoch),
                ], expectedRows: 1))
    }

    /// Puts `job` back into the queue to be tried again at `moment`; throws `unexpectedRowCount` when it is held no more.
    func postpone(_ job: StoredJob, until moment: Timestamp, now: Timestamp) async throws {
        try await store.write(
            SQLStatement(
                """
                UPDATE jobs SET state = 'queued', stage = 'waiting to try again', eta_seconds = NULL, worker = NULL,
                    lease_until = 0, run_after = $1, updated_at = $2
                WHERE id = $3 AND epoch = $4 AND state = 'running'
                """, [.timestamp(moment), .timestamp(now), .text(job.id), .integer(job.epoch)], expectedRows: 1))
    }

    /// Puts `job` back into the queue, as if it had not been taken.
    func handBack(_ job: StoredJob, now: Timestamp) async throws {
        try await store.write(
            SQLStatement(
                """
                UPDATE jobs SET state = 'queued', stage = 'queued', worker = NULL, lease_until = 0,
                    attempts = attempts - 1, updated_at = $1
                WHERE id = $2 AND epoch = $3 AND state = 'running'
                """, [.timestamp(now), .text(job.id), .integer(job.epoch)]))
    }

    /// Puts everything back that an earlier process of the same `worker` held when it died.
    func releaseAll(heldBy worker: String, now: Timestamp) async throws {
        try await store.write(
            SQLStatement(
                """
                UPDATE jobs SET state = 'queued', stage = 'queued', worker = NULL, lease_until = 0, updated_at = $1
                WHERE worker = $2 AND state = 'running'
                """, [.timestamp(now), .text(worker)]))
    }

    /// Cancels `id` unless it has ended; answers whether it did.
    func cancel(_ id: String, now: Timestamp) async throws -> Bool {
        let result = try await store.write(
            SQLStatement(
                """
                UPDATE jobs SET state = 'cancelled', stage = 'cancelled', eta_seconds = NULL, worker = NULL,
                    lease_until = 0, updated_at = $1
                WHERE id = $2 AND state IN ('queued', 'running')
                """, [.timestamp(now), .text(id)]))
        return result.affected == 1
    }
}

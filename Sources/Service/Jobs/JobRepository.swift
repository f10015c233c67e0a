/// The jobs table: who works on what, with leases so that work of the dead is taken up by the living.
struct JobRepository: Sendable {
    private let store: any MetadataStore

    init(store: any MetadataStore) { self.store = store }

    /// Puts `job` into the queue.
    func insert(_ job: StoredJob) async throws {
        try await store.write(
            SQLStatement(
                """
                INSERT INTO jobs (id, owner, file_id, kind, recipe, state, progress, stage, attempts, lease_until, epoch,
                    created_at, updated_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, $9, $9)
                """,
                [
                    .text(job.id), .text(job.owner), .text(job.fileID), .text(job.kind), .text(job.recipe),
                    .text(job.state.rawValue), .float(job.progress), .text(job.stage), .timestamp(job.createdAt),
                ], expectedRows: 1))
    }

    /// The job `id`.
    func find(_ id: String) async throws -> StoredJob? {
        guard Identifier.isValid(id) else { return nil }
        return try await rows(SQLStatement("SELECT \(Self.columns) FROM jobs WHERE id = $1", [.text(id)])).first
    }

    /// The unfinished job of `kind` on a file.
    func findActive(fileID: String, kind: String) async throws -> StoredJob? {
        try await rows(
            SQLStatement(
                """
                SELECT \(Self.columns) FROM jobs WHERE file_id = $1 AND kind = $2 AND state IN ('queued', 'running')
                ORDER BY created_at DESC LIMIT 1
                """, [.text(fileID), .text(kind)])
        ).first
    }

    /// The newest job of `kind` on a file, finished or not.
    func findLatest(fileID: String, kind: String) async throws -> StoredJob? {
        try await rows(
            SQLStatement(
                "SELECT \(Self.columns) FROM jobs WHERE file_id = $1 AND kind = $2 ORDER BY created_at DESC LIMIT 1",
                [.text(fileID), .text(kind)])
        ).first
    }

    /// Takes the oldest job that nobody holds, for `worker`, until `lease`.
    func claim(worker: String, now: Timestamp, lease: Timestamp) async throws -> StoredJob? {
        // The outer condition is there for databases in which two may choose the same row: the second finds it taken.
        let claimed = try await store.write(
            SQLStatement(
                """
                UPDATE jobs SET state = 'running', worker = $1, lease_until = $2, epoch = epoch + 1,
                    attempts = attempts + 1, updated_at = $3
                WHERE id = (
                    SELECT id FROM jobs WHERE state = 'queued' OR (state = 'running' AND lease_until < $3)
                    ORDER BY created_at LIMIT 1
                ) AND (state = 'queued' OR (state = 'running' AND lease_until < $3))
                RETURNING \(Self.columns)
                """, [.text(worker), .timestamp(lease), .timestamp(now)]))
        return try claimed.namedRows.first.map(StoredJob.init(row:))
    }

    /// Says that the holder of `job` is alive and how far it is. Throws `unexpectedRowCount` when it holds it no more.
    func heartbeat(_ job: StoredJob, _ report: JobProgress.Report, lease: Timestamp, now: Timestamp) async throws {
        try await store.write(
            SQLStatement(
                """
                UPDATE jobs SET progress = $1, stage = $2, eta_seconds = $3, lease_until = $4, updated_at = $5
                WHERE id = $6 AND epoch = $7 AND state = 'running'
                """,
                [
                    .float(report.fraction), .text(report.stage), .optional(report.etaSeconds), .timestamp(lease),
                    .timestamp(now), .text(job.id), .integer(job.epoch),
                ], expectedRows: 1))
    }

    /// Ends `job`, if the caller still holds it.
    func finish(_ job: StoredJob, now: Timestamp) async throws {
        try await store.write(
            SQLStatement(
                """
                UPDATE jobs SET state = $1, progress = $2, stage = $3, eta_seconds = NULL, result = $4, error_code = $5,
                    error_detail = $6, lease_until = 0, worker = NULL, updated_at = $7
                WHERE id = $8 AND epoch = $9 AND state = 'running'
                """,
                [
                    .text(job.state.rawValue), .float(job.progress), .text(job.stage), .optional(job.result),
                    .optional(job.errorCode), .optional(job.errorDetail), .timestamp(now), .text(job.id),
                    .integer(job.epoch),
                ], expectedRows: 1))
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

    /// The unfinished jobs of a file.
    func active(fileID: String) async throws -> [StoredJob] {
        try await rows(
            SQLStatement(
                "SELECT \(Self.columns) FROM jobs WHERE file_id = $1 AND state IN ('queued', 'running')",
                [.text(fileID)]))
    }

    /// How many jobs are in each state.
    func counts() async throws -> [StoredJob.State: Int] {
        let result = try await store.read(SQLStatement("SELECT state, COUNT(*) AS jobs FROM jobs GROUP BY state"))
        return try result.namedRows.reduce(into: [:]) { counts, row in
            guard let state = StoredJob.State(rawValue: try row.text("state")) else { return }
            counts[state] = Int(try row.integer("jobs"))
        }
    }

    private func rows(_ statement: SQLStatement) async throws -> [StoredJob] {
        try await store.read(statement).namedRows.map(StoredJob.init(row:))
    }

    private static let columns =
        "id, owner, file_id, kind, recipe, state, progress, stage, eta_seconds, result, error_code, error_detail,"
        + " attempts, epoch, created_at, updated_at"
}

extension StoredJob {
    fileprivate init(row: SQLRow) throws {
        guard let state = State(rawValue: try row.text("state")) else {
            throw MetadataError(.statement, "unknown job state")
        }
        self.init(
            id: try row.text("id"), owner: try row.text("owner"), fileID: try row.text("file_id"),
            kind: try row.text("kind"), recipe: try row.text("recipe"), state: state,
            progress: try row.number("progress"), stage: try row.text("stage"),
            etaSeconds: try row.optionalNumber("eta_seconds"), result: try row.optionalText("result"),
            errorCode: try row.optionalText("error_code"), errorDetail: try row.optionalText("error_detail"),
            attempts: try row.integer("attempts"), epoch: try row.integer("epoch"),
            createdAt: try row.timestamp("created_at"), updatedAt: try row.timestamp("updated_at"))
    }
}

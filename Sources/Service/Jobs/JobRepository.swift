/// The jobs table as callers see it: what was asked for, and how far it is.
struct JobRepository: Sendable {
    let store: any MetadataStore

    /// Queues `job`, or answers the unfinished one that does the same: two callers at the same instant get one job.
    /// Answers nil when the owner has `limit` unfinished jobs already.
    func submit(_ job: StoredJob, limit: Int = .max) async throws -> StoredJob? {
        let results = try await store.run(
            [
                SQLStatement(
                    """
                    INSERT INTO jobs (id, owner, file_id, kind, recipe, state, progress, stage, attempts, lease_until,
                        epoch, run_after, created_at, updated_at)
                    SELECT $1, $2, $3, $4, $5, 'queued', 0, 'queued', 0, 0, 0, 0, CAST($6 AS BIGINT), CAST($6 AS BIGINT)
                    WHERE (SELECT COUNT(*) FROM jobs WHERE owner = $2 AND state IN ('queued', 'running'))
                        < CAST($7 AS BIGINT)
                    ON CONFLICT (file_id, kind, recipe) WHERE state IN ('queued', 'running') DO NOTHING
                    """,
                    [
                        .text(job.id), .text(job.owner), .text(job.fileID), .text(job.kind), .text(job.recipe),
                        .timestamp(job.createdAt), .integer(limit),
                    ]),
                SQLStatement(
                    """
                    SELECT \(StoredJob.columns) FROM jobs
                    WHERE file_id = $1 AND kind = $2 AND recipe = $3 AND state IN ('queued', 'running')
                    """, [.text(job.fileID), .text(job.kind), .text(job.recipe)]),
            ], .write)
        return try results.last?.namedRows.first.map(StoredJob.init(row:))
    }

    /// The job `id`.
    func find(_ id: String) async throws -> StoredJob? {
        guard Identifier.isValid(id) else { return nil }
        return try await rows(SQLStatement("SELECT \(StoredJob.columns) FROM jobs WHERE id = $1", [.text(id)])).first
    }

    /// The newest job of `kind` on a file, finished or not.
    func findLatest(fileID: String, kind: String) async throws -> StoredJob? {
        try await rows(
            SQLStatement(
                """
                SELECT \(StoredJob.columns) FROM jobs WHERE file_id = $1 AND kind = $2
                ORDER BY created_at DESC, id DESC LIMIT 1
                """, [.text(fileID), .text(kind)])
        ).first
    }

    /// The unfinished jobs of a file.
    func active(fileID: String) async throws -> [StoredJob] {
        try await rows(
            SQLStatement(
                "SELECT \(StoredJob.columns) FROM jobs WHERE file_id = $1 AND state IN ('queued', 'running')",
                [.text(fileID)]))
    }

    /// A page of the jobs that `filter` lets through, the newest first.
    func list(_ filter: JobFilter) async throws -> [StoredJob] {
        var text = "SELECT \(StoredJob.columns) FROM jobs WHERE owner = $1"
        var parameters: [SQLValue] = [.text(filter.owner)]
        func next(_ value: SQLValue) -> String {
            parameters.append(value)
            return "$\(parameters.count)"
        }
        if let state = filter.state { text += " AND state = \(next(.text(state.rawValue)))" }
        if let kind = filter.kind { text += " AND kind = \(next(.text(kind)))" }
        if let cursor = filter.after {
            text += " AND (created_at, id) < (\(next(.timestamp(cursor.createdAt))), \(next(.text(cursor.id))))"
        }
        text += " ORDER BY created_at DESC, id DESC LIMIT \(next(.integer(filter.limit)))"
        return try await rows(SQLStatement(text, parameters))
    }

    /// How many jobs are in each state.
    func counts() async throws -> [StoredJob.State: Int] {
        let result = try await store.read(SQLStatement("SELECT state, COUNT(*) AS jobs FROM jobs GROUP BY state"))
        return try result.namedRows.reduce(into: [:]) { counts, row in
            guard let state = StoredJob.State(rawValue: try row.text("state")) else { return }
            counts[state] = Int(try row.integer("jobs"))
        }
    }

    /// Forgets what ended before `moment`.
    func purge(endedBefore moment: Timestamp) async throws {
        try await store.write(
            SQLStatement(
                "DELETE FROM jobs WHERE state IN ('succeeded', 'failed', 'cancelled') AND updated_at < $1",
                [.timestamp(moment)]))
    }

    func rows(_ statement: SQLStatement) async throws -> [StoredJob] {
        try await store.read(statement).namedRows.map(StoredJob.init(row:))
    }
}

/// Which jobs to list.
struct JobFilter: Sendable {
    var owner: String
    var state: StoredJob.State?
    var kind: String?
    /// Where the page before ended.
    var after: JobCursor?
    var limit: Int
}

/// A place in the list of jobs, as callers carry it from page to page.
struct JobCursor: Equatable, Sendable {
    var createdAt: Timestamp
    var id: String

    /// The place after `job`.
    init(_ job: StoredJob) {
        createdAt = job.createdAt
        id = job.id
    }

    /// Reads what `text` wrote; nil for anything else.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let microseconds = Int64(parts[0], radix: 36), Identifier.isValid(parts[1]) else {
            return nil
        }
        createdAt = Timestamp(microseconds: microseconds)
        id = String(parts[1])
    }

    /// Opaque to callers.
    var text: String { String(createdAt.microseconds, radix: 36) + "-" + id }
}

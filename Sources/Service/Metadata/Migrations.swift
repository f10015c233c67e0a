/// The schema as numbered steps; each runs once, in order, in one transaction with its number.
enum Migrations {
    /// Brings `store` to the newest schema. Safe to repeat.
    static func apply(to store: some MetadataStore) async throws {
        try await store.write(
            SQLStatement(
                "CREATE TABLE IF NOT EXISTS migrations (number BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL)"))
        let applied = try await store.read(SQLStatement("SELECT COALESCE(MAX(number), 0) AS newest FROM migrations"))
        let newest = try applied.namedRows.first?.integer("newest") ?? 0
        for (number, statements) in zip(1..., steps) where number > newest {
            let mark = SQLStatement(
                "INSERT INTO migrations (number, applied_at) VALUES ($1, $2)",
                [.integer(number), .timestamp(.now)], expectedRows: 1)
            _ = try await store.run(statements.map { SQLStatement($0) } + [mark], .write)
        }
    }

    private static let steps: [[String]] = [
        [
            """
            CREATE TABLE files (
                id TEXT PRIMARY KEY,
                owner TEXT NOT NULL,
                content TEXT NOT NULL,
                filename TEXT NOT NULL,
                content_type TEXT NOT NULL,
                size BIGINT NOT NULL,
                sha256 TEXT NOT NULL,
                project_id TEXT,
                metadata TEXT NOT NULL,
                media TEXT,
                revision BIGINT NOT NULL,
                created_at BIGINT NOT NULL,
                updated_at BIGINT NOT NULL
            )
            """,
            "CREATE INDEX files_by_owner ON files (owner, created_at, id)",
            "CREATE INDEX files_by_content ON files (content)",
            """
            CREATE TABLE jobs (
                id TEXT PRIMARY KEY,
                owner TEXT NOT NULL,
                file_id TEXT NOT NULL,
                kind TEXT NOT NULL,
                recipe TEXT NOT NULL,
                state TEXT NOT NULL,
                progress DOUBLE PRECISION NOT NULL,
                stage TEXT NOT NULL,
                eta_seconds DOUBLE PRECISION,
                result TEXT,
                error_code TEXT,
                error_detail TEXT,
                attempts BIGINT NOT NULL,
                worker TEXT,
                lease_until BIGINT NOT NULL,
                epoch BIGINT NOT NULL,
                created_at BIGINT NOT NULL,
                updated_at BIGINT NOT NULL
            )
            """,
            "CREATE INDEX jobs_to_claim ON jobs (state, created_at)",
            "CREATE INDEX jobs_by_file ON jobs (file_id, kind)",
        ],
        [
            """
            CREATE TABLE usage (
                owner TEXT PRIMARY KEY,
                bytes BIGINT NOT NULL,
                files BIGINT NOT NULL,
                uploads BIGINT NOT NULL,
                reserved_bytes BIGINT NOT NULL
            )
            """,
            """
            INSERT INTO usage (owner, bytes, files, uploads, reserved_bytes)
            SELECT owner, SUM(size), COUNT(*), 0, 0 FROM files GROUP BY owner
            """,
        ],
        [
            "ALTER TABLE jobs ADD COLUMN run_after BIGINT NOT NULL DEFAULT 0",
            // Of jobs that do the same, the first stays, so that the index can be made.
            """
            UPDATE jobs SET state = 'cancelled', stage = 'cancelled' WHERE state IN ('queued', 'running') AND EXISTS (
                SELECT 1 FROM jobs AS same WHERE same.file_id = jobs.file_id AND same.kind = jobs.kind
                    AND same.recipe = jobs.recipe AND same.state IN ('queued', 'running') AND same.id < jobs.id)
            """,
            """
            CREATE UNIQUE INDEX jobs_done_once ON jobs (file_id, kind, recipe) WHERE state IN ('queued', 'running')
            """,
            "CREATE INDEX jobs_by_owner ON jobs (owner, created_at, id)",
            "CREATE INDEX jobs_to_purge ON jobs (updated_at, state)",
        ],
        [
            // The blobs under `content` belong to the upload while it is open, to the file afterwards.
            """
            CREATE TABLE uploads (
                id TEXT PRIMARY KEY,
                owner TEXT NOT NULL,
                content TEXT NOT NULL,
                filename TEXT NOT NULL,
                declared_type TEXT,
                size BIGINT NOT NULL,
                chunk_size BIGINT NOT NULL,
                project_id TEXT,
                metadata TEXT NOT NULL,
                sha256 TEXT,
                received BIGINT NOT NULL,
                state TEXT NOT NULL,
                file_id TEXT,
                failure_code TEXT,
                failure_detail TEXT,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL
            )
            """,
            "CREATE INDEX uploads_by_end ON uploads (expires_at)",
            "CREATE INDEX uploads_by_owner ON uploads (owner, state)",
            "CREATE INDEX uploads_by_content ON uploads (content)",
            """
            CREATE TABLE upload_extents (
                upload_id TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
                first BIGINT NOT NULL,
                size BIGINT NOT NULL,
                sha256 TEXT NOT NULL,
                place TEXT NOT NULL,
                PRIMARY KEY (upload_id, first)
            )
            """,
        ],
        // Every listing reads one index from one place on: each order of the owner's files, of those of one type, and of
        // those of one type in one project. What asks for several types merges as many short reads.
        [
            "CREATE INDEX files_by_name ON files (owner, filename, id)",
            "CREATE INDEX files_by_size ON files (owner, size, id)",
            "CREATE INDEX files_by_type ON files (owner, content_type, created_at, id)",
            "CREATE INDEX files_by_type_name ON files (owner, content_type, filename, id)",
            "CREATE INDEX files_by_type_size ON files (owner, content_type, size, id)",
            "CREATE INDEX files_by_project ON files (owner, project_id, content_type, created_at, id)",
            "CREATE INDEX files_by_project_name ON files (owner, project_id, content_type, filename, id)",
            "CREATE INDEX files_by_project_size ON files (owner, project_id, content_type, size, id)",
        ],
        [
            "CREATE TABLE readiness (id BIGINT PRIMARY KEY, checked_at BIGINT NOT NULL)"
        ],
        // Whether a part comes again with the same bytes is told from the bytes.
        [
            "ALTER TABLE upload_extents DROP COLUMN sha256"
        ],
    ]
}

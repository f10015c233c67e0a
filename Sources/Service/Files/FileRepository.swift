internal import Pipeline

/// The files table.
struct FileRepository: Sendable {
    private let store: any MetadataStore
    private let ledger: UsageLedger

    init(store: any MetadataStore, limits: QuotaLimits = QuotaLimits()) {
        self.store = store
        ledger = UsageLedger(store: store, limits: limits)
    }

    /// Publishes `file`. Throws `quota_exceeded`.
    func insert(_ file: StoredFile) async throws {
        try await insert(file, with: ledger.storing(file.size, owner: file.owner))
    }

    /// Publishes `file` together with `others`, which count it, all or nothing.
    func insert(_ file: StoredFile, with others: [SQLStatement]) async throws {
        _ = try await store.run(others + [try insertion(of: file)], .write)
    }

    /// The room that another file of `owner` has now. Throws `quota_exceeded` when there is none.
    func room(of owner: String) async throws -> UsageLedger.Room { try await ledger.room(of: owner) }

    /// The statement that publishes `file`, for a batch that counts it.
    func insertion(of file: StoredFile) throws -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO files (\(Self.columns))
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            [
                .text(file.id), .text(file.owner), .text(file.content), .text(file.filename),
                .text(file.contentType), .integer(file.size), .text(file.sha256), .optional(file.projectID),
                .text(try JSON.text(file.metadata)), .optional(try file.media.map { try JSON.text($0) }),
                .integer(file.revision), .timestamp(file.createdAt), .timestamp(file.updatedAt),
            ], expectedRows: 1)
    }

    /// The file `id`, whoever owns it.
    func find(_ id: String) async throws -> StoredFile? {
        guard Identifier.isValid(id) else { return nil }
        let result = try await store.read(
            SQLStatement("SELECT \(Self.columns) FROM files WHERE id = $1", [.text(id)]))
        return try result.namedRows.first.map(StoredFile.init(row:))
    }

    /// Changes what callers may change, if nobody has changed the row since `file` was read; nil when somebody has.
    func update(_ file: StoredFile) async throws -> StoredFile? {
        let result = try await store.write(
            SQLStatement(
                """
                UPDATE files SET filename = $1, project_id = $2, metadata = $3, revision = revision + 1, updated_at = $4
                WHERE id = $5 AND revision = $6 RETURNING \(Self.columns)
                """,
                [
                    .text(file.filename), .optional(file.projectID), .text(try JSON.text(file.metadata)),
                    .timestamp(file.updatedAt), .text(file.id), .integer(file.revision),
                ]))
        return try result.namedRows.first.map(StoredFile.init(row:))
    }

    /// Publishes `copy`, which shares the bytes of the file `source`. Throws the one `not_found` when that is gone by now,
    /// and `quota_exceeded`.
    func insert(_ copy: StoredFile, sharing source: String) async throws {
        let gone = ServiceError.noSuchFile()
        // The first statement locks the row where the database has writers side by side: whoever deletes it waits, and
        // then finds the copy.
        let lock = SQLStatement(
            "UPDATE files SET content = content WHERE id = $1", [.text(source)], expectedRows: 1, refusal: gone)
        let share = SQLStatement(
            """
            INSERT INTO files (\(Self.columns))
            SELECT $1, owner, content, $2, content_type, size, sha256, $3, metadata, media, 1, $4, $4
            FROM files WHERE id = $5
            """,
            [
                .text(copy.id), .text(copy.filename), .optional(copy.projectID), .timestamp(copy.createdAt),
                .text(source),
            ], expectedRows: 1, refusal: gone)
        _ = try await store.run([lock] + ledger.storing(copy.size, owner: copy.owner) + [share], .write)
    }

    /// Removes `file`, if nobody has changed the row since it was read.
    func delete(_ file: StoredFile) async throws -> Deletion {
        let changed = RowChanged()
        do {
            let results = try await store.run(
                [
                    SQLStatement(
                        "DELETE FROM files WHERE id = $1 AND revision = $2",
                        [.text(file.id), .integer(file.revision)], expectedRows: 1, refusal: changed)
                ] + ledger.removing(file.size, owner: file.owner)
                    + [SQLStatement("SELECT 1 AS other FROM files WHERE content = $1 LIMIT 1", [.text(file.content)])],
                .write)
            return results.last?.rows.isEmpty == false ? .shared : .last
        } catch is RowChanged {
            return .changed
        }
    }

    /// How removing a row went.
    enum Deletion: Sendable {
        /// It is gone, and no other file shares its bytes.
        case last
        /// It is gone; others share its bytes.
        case shared
        /// It has changed, or somebody else has removed it; nothing was done.
        case changed
    }

    private struct RowChanged: Error {}

    static let columns =
        "id, owner, content, filename, content_type, size, sha256, project_id, metadata, media, revision, created_at,"
        + " updated_at"
}

extension FileRepository {
    /// The answer to a query.
    func read(_ statement: SQLStatement) async throws -> SQLResult { try await store.read(statement) }

    /// The files that a query of all columns finds.
    func files(_ statement: SQLStatement) async throws -> [StoredFile] {
        try await read(statement).namedRows.map(StoredFile.init(row:))
    }
}

extension StoredFile {
    fileprivate init(row: SQLRow) throws {
        id = try row.text("id")
        owner = try row.text("owner")
        content = try row.text("content")
        filename = try row.text("filename")
        contentType = try row.text("content_type")
        size = try row.integer("size")
        sha256 = try row.text("sha256")
        projectID = try row.optionalText("project_id")
        let ownObject = try row.text("metadata")
        // Most files have none, and a listing reads many.
        metadata = ownObject == "{}" ? .object([:]) : try JSON.decode(from: ownObject)
        media = try row.optionalText("media").map { try JSON.decode(MediaDescription.self, from: $0) }
        revision = try row.integer("revision")
        createdAt = try row.timestamp("created_at")
        updatedAt = try row.timestamp("updated_at")
    }
}

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

    /// Throws `quota_exceeded` when a file of `size` bytes would not fit now.
    func expectRoom(for size: Int64, owner: String) async throws {
        try await ledger.expectRoom(for: size, owner: owner)
    }

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

    /// Removes the row of `file`; answers whether no other file shares its bytes any more.
    func delete(_ file: StoredFile) async throws -> Bool {
        let results = try await store.run(
            [SQLStatement("DELETE FROM files WHERE id = $1", [.text(file.id)], expectedRows: 1)]
                + ledger.removing(file.size, owner: file.owner)
                + [SQLStatement("SELECT COUNT(*) AS others FROM files WHERE content = $1", [.text(file.content)])],
            .write)
        return try results.last?.namedRows.first?.integer("others") == 0
    }

    private static let columns =
        "id, owner, content, filename, content_type, size, sha256, project_id, metadata, media, revision, created_at,"
        + " updated_at"
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
        metadata = try JSON.decode(from: row.text("metadata"))
        media = try row.optionalText("media").map { try JSON.decode(MediaDescription.self, from: $0) }
        revision = try row.integer("revision")
        createdAt = try row.timestamp("created_at")
        updatedAt = try row.timestamp("updated_at")
    }
}

/// The tables `uploads` and `upload_extents`.
struct UploadRepository: Sendable {
    private let store: any MetadataStore
    private let ledger: UsageLedger

    init(store: any MetadataStore, limits: QuotaLimits = QuotaLimits()) {
        self.store = store
        ledger = UsageLedger(store: store, limits: limits)
    }

    /// Adds an open upload. Throws `quota_exceeded`, or `too_busy` when the owner has too many.
    func insert(_ upload: StoredUpload) async throws {
        let insertion = SQLStatement(
            """
            INSERT INTO uploads (\(Self.columns))
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            """,
            [
                .text(upload.id), .text(upload.owner), .text(upload.content), .text(upload.filename),
                .optional(upload.declaredType), .integer(upload.grid.size), .integer(upload.grid.chunkSize),
                .optional(upload.projectID), .text(try JSON.text(upload.metadata)), .optional(upload.sha256),
                .integer(upload.received), .text(upload.state.rawValue), .optional(upload.fileID), .null, .null,
                .timestamp(upload.createdAt), .timestamp(upload.expiresAt),
            ], expectedRows: 1)
        _ = try await store.run(ledger.opening(upload.grid.size, owner: upload.owner) + [insertion], .write)
    }

    /// The upload `id`, whoever owns it.
    func find(_ id: String) async throws -> StoredUpload? {
        try await store.read(Self.find(id)).namedRows.first.map(StoredUpload.init(row:))
    }

    /// The upload `id` and what is acknowledged at `offset`.
    func find(_ id: String, extentAt offset: Int64) async throws -> (StoredUpload, StagedBlock?)? {
        let results = try await store.run([Self.find(id), Self.extent(of: id, at: offset)], .read)
        guard let row = results.first?.namedRows.first else { return nil }
        return (try StoredUpload(row: row), try results.last?.namedRows.first.map(StagedBlock.init(row:)))
    }

    /// What is acknowledged from `offset` on, in order.
    func extents(of id: String, from offset: Int64 = 0, limit: Int = Int.max) async throws -> [StagedBlock] {
        try await store.read(
            SQLStatement(
                """
                SELECT \(Self.extentColumns) FROM upload_extents WHERE upload_id = $1 AND first >= $2
                ORDER BY first LIMIT $3
                """, [.text(id), .integer(offset), .integer(limit)])
        ).namedRows.map(StagedBlock.init(row:))
    }

    /// Where what is acknowledged begins, in order.
    func offsets(of id: String) async throws -> [Int64] {
        try await store.read(
            SQLStatement("SELECT first FROM upload_extents WHERE upload_id = $1 ORDER BY first", [.text(id)])
        ).namedRows.map { try $0.integer("first") }
    }

    /// Acknowledges `extent` and puts the upload's end off; answers the bytes that are there now, and which extent it
    /// has replaced. Throws `conflict` when the upload is not open any more.
    func record(
        _ extent: StagedBlock, of id: String, expiresAt: Timestamp
    ) async throws -> (received: Int64, replaced: StagedBlock?) {
        let block = extent.block
        let results = try await store.run(
            [
                // First of all takes the upload's row, so that no other batch counts the same extent at the same time.
                SQLStatement(
                    "UPDATE uploads SET expires_at = $2 WHERE id = $1 AND state = 'open'",
                    [.text(id), .timestamp(expiresAt)], expectedRows: 1, refusal: ServiceError.uploadIsOver()),
                Self.extent(of: id, at: block.offset),
                SQLStatement(
                    """
                    UPDATE uploads SET received = received + CASE WHEN EXISTS (
                        SELECT 1 FROM upload_extents WHERE upload_id = $1 AND first = $2) THEN 0 ELSE $3 END
                    WHERE id = $1 RETURNING received
                    """, [.text(id), .integer(block.offset), .integer(block.size)], expectedRows: 1),
                SQLStatement(
                    """
                    INSERT INTO upload_extents (upload_id, first, size, place) VALUES ($1, $2, $3, $4)
                    ON CONFLICT (upload_id, first) DO UPDATE SET size = excluded.size, place = excluded.place
                    """, [.text(id), .integer(block.offset), .integer(block.size), .text(extent.place)],
                    expectedRows: 1),
            ], .write)
        let replaced = try results[1].namedRows.first.map(StagedBlock.init(row:))
        return (try results[2].namedRows.first?.integer("received") ?? 0, replaced)
    }

    /// Puts the end of an open upload off.
    func extend(_ id: String, to expiresAt: Timestamp) async throws {
        try await store.write(
            SQLStatement(
                "UPDATE uploads SET expires_at = $2 WHERE id = $1 AND state = 'open'",
                [.text(id), .timestamp(expiresAt)]))
    }

    /// The statements that make `upload` completed as `fileID`; they fail when it is not open.
    func completion(of upload: StoredUpload, fileID: String, expiresAt: Timestamp) -> [SQLStatement] {
        ledger.completing(upload.grid.size, owner: upload.owner)
            + end(upload, .completed, fileID: fileID, expiresAt: expiresAt)
    }

    /// Ends `upload` for the reason `failure`.
    func refuse(_ upload: StoredUpload, _ failure: ServiceError, expiresAt: Timestamp) async throws {
        _ = try await store.run(
            end(upload, .refused, failure: failure, expiresAt: expiresAt)
                + ledger.closing(upload.grid.size, owner: upload.owner), .write)
    }

    private func end(
        _ upload: StoredUpload, _ state: StoredUpload.State, fileID: String? = nil, failure: ServiceError? = nil,
        expiresAt: Timestamp
    ) -> [SQLStatement] {
        [
            SQLStatement(
                """
                UPDATE uploads SET state = $2, file_id = $3, failure_code = $4, failure_detail = $5, expires_at = $6
                WHERE id = $1 AND state = 'open'
                """,
                [
                    .text(upload.id), .text(state.rawValue), .optional(fileID), .optional(failure?.code.rawValue),
                    .optional(failure?.detail), .timestamp(expiresAt),
                ], expectedRows: 1, refusal: ServiceError.uploadIsOver()),
            SQLStatement("DELETE FROM upload_extents WHERE upload_id = $1", [.text(upload.id)]),
        ]
    }

    /// Uploads whose time was over at `moment`, longest first.
    func expired(at moment: Timestamp, limit: Int) async throws -> [StoredUpload] {
        try await store.read(
            SQLStatement(
                "SELECT \(Self.columns) FROM uploads WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2",
                [.timestamp(moment), .integer(limit)])
        ).namedRows.map(StoredUpload.init(row:))
    }

    /// Forgets `upload`, whose state must be what it was, and whose time over at `moment` if one is given.
    ///
    /// Throws `conflict` otherwise.
    func delete(_ upload: StoredUpload, ifExpiredAt moment: Timestamp? = nil) async throws {
        let deletion = SQLStatement(
            "DELETE FROM uploads WHERE id = $1 AND state = $2 AND expires_at <= $3",
            [
                .text(upload.id), .text(upload.state.rawValue),
                .integer(moment?.microseconds ?? Int64.max),
            ], expectedRows: 1, refusal: ServiceError.uploadIsOver())
        let isCounted = upload.state == .open
        _ = try await store.run(
            [deletion] + (isCounted ? ledger.closing(upload.grid.size, owner: upload.owner) : []), .write)
    }

    /// Whether some upload still needs the bytes of `content`.
    func isOpen(content: String) async throws -> Bool {
        let found = try await store.read(
            SQLStatement(
                "SELECT COUNT(*) AS uploads FROM uploads WHERE content = $1 AND state = 'open'", [.text(content)]))
        return try found.namedRows.first?.integer("uploads") != 0
    }

    private static func find(_ id: String) -> SQLStatement {
        SQLStatement("SELECT \(columns) FROM uploads WHERE id = $1", [.text(id)])
    }

    private static func extent(of id: String, at offset: Int64) -> SQLStatement {
        SQLStatement(
            "SELECT \(extentColumns) FROM upload_extents WHERE upload_id = $1 AND first = $2",
            [.text(id), .integer(offset)])
    }

    private static let columns =
        "id, owner, content, filename, declared_type, size, chunk_size, project_id, metadata, sha256, received, state,"
        + " file_id, failure_code, failure_detail, created_at, expires_at"
    private static let extentColumns = "first, size, place"
}

extension StoredUpload {
    fileprivate init(row: SQLRow) throws {
        id = try row.text("id")
        owner = try row.text("owner")
        content = try row.text("content")
        filename = try row.text("filename")
        declaredType = try row.optionalText("declared_type")
        grid = UploadGrid(size: try row.integer("size"), chunkSize: try row.integer("chunk_size"))
        projectID = try row.optionalText("project_id")
        metadata = try JSON.decode(from: row.text("metadata"))
        sha256 = try row.optionalText("sha256")
        received = try row.integer("received")
        guard let state = State(rawValue: try row.text("state")) else {
            throw MetadataError(.statement, "an upload in an unknown state")
        }
        self.state = state
        fileID = try row.optionalText("file_id")
        if let code = try row.optionalText("failure_code").flatMap(ServiceError.Code.init) {
            failure = ServiceError(code, try row.optionalText("failure_detail") ?? "")
        }
        createdAt = try row.timestamp("created_at")
        expiresAt = try row.timestamp("expires_at")
    }
}

extension StagedBlock {
    fileprivate init(row: SQLRow) throws {
        let block = BlobBlock(offset: try row.integer("first"), size: try row.integer("size"))
        self.init(block: block, place: try row.text("place"))
    }
}

/// Counts what every user holds, in the batches that change it, so that quotas hold whatever happens at the same time.
///
/// Each function answers statements for the caller's own batch. Where a quota forbids the change, the batch is undone and
/// throws the refusal: `quota_exceeded` for bytes and files, `too_busy` for uploads under way.
struct UsageLedger: Sendable {
    let store: any MetadataStore
    let limits: QuotaLimits

    /// A file of `size` bytes comes into being at once: a simple upload, a copy.
    func storing(_ size: Int64, owner: String) -> [SQLStatement] {
        [
            row(of: owner),
            SQLStatement(
                """
                UPDATE usage SET bytes = bytes + $2, files = files + 1
                WHERE owner = $1 AND bytes + reserved_bytes + $2 <= $3 AND files + uploads + 1 <= $4
                """, [.text(owner), .integer(size), .integer(limits.bytes), .integer(limits.files)],
                expectedRows: 1, refusal: exceeded),
        ]
    }

    /// A file of `size` bytes goes.
    func removing(_ size: Int64, owner: String) -> [SQLStatement] {
        [
            SQLStatement(
                "UPDATE usage SET bytes = bytes - $2, files = files - 1 WHERE owner = $1",
                [.text(owner), .integer(size)])
        ]
    }

    /// A chunked upload of `size` bytes begins; its place and its bytes are set aside.
    func opening(_ size: Int64, owner: String) -> [SQLStatement] {
        [
            row(of: owner),
            SQLStatement(
                "UPDATE usage SET uploads = uploads + 1 WHERE owner = $1 AND uploads < $2",
                [.text(owner), .integer(limits.uploads)], expectedRows: 1,
                refusal: ServiceError.tooManyRequests(
                    "At most \(limits.uploads) uploads may be under way; complete or abort one.", retryAfter: 30)),
            SQLStatement(
                """
                UPDATE usage SET reserved_bytes = reserved_bytes + $2
                WHERE owner = $1 AND bytes + reserved_bytes + $2 <= $3 AND files + uploads <= $4
                """, [.text(owner), .integer(size), .integer(limits.bytes), .integer(limits.files)],
                expectedRows: 1, refusal: exceeded),
        ]
    }

    /// A chunked upload of `size` bytes becomes a file. The limits are looked at again: they may have been lowered.
    func completing(_ size: Int64, owner: String) -> [SQLStatement] {
        [
            SQLStatement(
                """
                UPDATE usage SET uploads = uploads - 1, reserved_bytes = reserved_bytes - $2, bytes = bytes + $2,
                    files = files + 1
                WHERE owner = $1 AND bytes + reserved_bytes <= $3 AND files + uploads <= $4
                """, [.text(owner), .integer(size), .integer(limits.bytes), .integer(limits.files)],
                expectedRows: 1, refusal: exceeded)
        ]
    }

    /// A chunked upload of `size` bytes is aborted or has expired.
    func closing(_ size: Int64, owner: String) -> [SQLStatement] {
        [
            SQLStatement(
                "UPDATE usage SET uploads = uploads - 1, reserved_bytes = reserved_bytes - $2 WHERE owner = $1",
                [.text(owner), .integer(size)])
        ]
    }

    /// What `owner` holds.
    func usage(of owner: String) async throws -> Usage {
        let result = try await store.read(
            SQLStatement(
                "SELECT bytes, files, uploads, reserved_bytes FROM usage WHERE owner = $1", [.text(owner)]))
        return try result.namedRows.first.map { row in
            Usage(
                bytes: try row.integer("bytes"), files: try row.integer("files"), uploads: try row.integer("uploads"),
                reservedBytes: try row.integer("reserved_bytes"))
        } ?? Usage()
    }

    /// The room that one more file of a user has, as things are now: so that nobody sends in vain what would be refused in
    /// the end. What holds is `storing`.
    struct Room: Sendable {
        /// Nil without a limit.
        fileprivate var bytes: Int64?
        fileprivate var refusal: ServiceError

        /// Throws `quota_exceeded` when a file of `size` bytes does not fit.
        func check(_ size: Int64) throws {
            if let bytes, size > bytes { throw refusal }
        }
    }

    /// What room `owner` has. Throws `quota_exceeded` when there is none for another file, however small.
    func room(of owner: String) async throws -> Room {
        guard limits.bytes != QuotaLimits.unlimited || limits.files != QuotaLimits.unlimited else {
            return Room(bytes: nil, refusal: exceeded)
        }
        let held = try await usage(of: owner)
        guard held.files + held.uploads < limits.files else { throw exceeded }
        return Room(bytes: limits.bytes - held.bytes - held.reservedBytes, refusal: exceeded)
    }

    private func row(of owner: String) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO usage (owner, bytes, files, uploads, reserved_bytes) VALUES ($1, 0, 0, 0, 0)
            ON CONFLICT (owner) DO NOTHING
            """, [.text(owner)])
    }

    private var exceeded: ServiceError {
        var bounds: [String] = []
        if limits.bytes != QuotaLimits.unlimited { bounds.append("\(limits.bytes) bytes") }
        if limits.files != QuotaLimits.unlimited { bounds.append("\(limits.files) files") }
        return ServiceError(
            .quotaExceeded, "You may hold \(bounds.joined(separator: " and ")); delete something first.")
    }
}

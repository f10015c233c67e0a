internal import Logging

/// Uploads that come in parts and survive whatever happens in between. It knows byte ranges, not protocols: chunks over
/// HTTP are one way to speak to it.
///
/// What is acknowledged is on the disk: first the bytes, then the row in `upload_extents` that vouches for them. A part
/// that comes again is written aside, so that breaking off in the middle costs nothing. See "One upload" in
/// ARCHITECTURE.md.
struct UploadEngine: Sendable {
    let repository: UploadRepository
    let blobs: any BlobStore
    let publication: Publication
    let claims: UploadClaims
    let digests: PrefixDigests
    let follower: DigestFollower
    /// Seconds that an upload lives without anything being acknowledged.
    let lifetime: Int
    let clock: @Sendable () -> Timestamp

    init(
        _ configuration: Configuration, store: any MetadataStore, blobs: any BlobStore, publication: Publication,
        logger: Logger, clock: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        repository = UploadRepository(store: store, limits: QuotaLimits(configuration))
        self.blobs = blobs
        self.publication = publication
        claims = UploadClaims()
        digests = PrefixDigests(repository: repository, blobs: blobs)
        follower = DigestFollower(digests: digests, logger: logger)
        lifetime = configuration.uploadLifetime
        self.clock = clock
    }

    /// What a caller wants to upload.
    struct Announcement: Sendable {
        var filename: String
        var declaredType: String?
        var grid: UploadGrid
        var form: UploadForm
        var sha256: String?
    }

    /// Opens an upload of `owner` with room on the disk for all of it.
    func open(_ announcement: Announcement, owner: String) async throws -> StoredUpload {
        try publication.checkSize(announcement.grid.size)
        try publication.policy.checkDeclared(announcement.declaredType)
        let now = clock()
        let upload = StoredUpload(
            id: Identifier.random(), owner: owner, content: Identifier.random(), filename: announcement.filename,
            declaredType: announcement.declaredType, grid: announcement.grid,
            projectID: announcement.form.projectID, metadata: announcement.form.metadata, sha256: announcement.sha256,
            createdAt: now, expiresAt: now.advanced(bySeconds: lifetime))
        try await publication.files.room(of: owner).check(upload.grid.size)
        do {
            try await blobs.reserve(upload.grid.size, for: upload.key)
            // The row vouches for the room, so it comes last, as everywhere.
            try await repository.insert(upload)
        } catch {
            await shieldedFromCancellation { [blobs] in try? await blobs.discardBlocks(of: upload.key) }
            throw error
        }
        return upload
    }

    /// The upload `id`. Throws the one `not_found` for what is not there and for what `access` does not cover.
    func find(_ id: String, for access: Access) async throws -> StoredUpload {
        guard let upload = try await repository.find(id), access.coversOwner(upload.owner) else {
            throw ServiceError.noSuchUpload()
        }
        return upload
    }

    /// The numbers of the first thousand chunks that are not there.
    func missing(of upload: StoredUpload) async throws -> [Int64] {
        guard upload.state == .open, upload.received < upload.grid.size else { return [] }
        return upload.grid.missing(besides: try await repository.offsets(of: upload.id))
    }

    /// Drops `id` and frees its bytes. Throws `conflict` when it has become a file.
    func abort(_ id: String, for access: Access) async throws {
        _ = try await find(id, for: access)
        try await claims.withClosed(id) {
            // Looked at again: whoever came first may have ended it.
            let upload = try await find(id, for: access)
            guard upload.state != .completed else { throw ServiceError(.conflict, "The upload has been completed.") }
            try await repository.delete(upload)
            await free(upload)
        }
    }

    /// Removes the bytes of an upload that has no row any more, or is refused. What a failure leaves is swept later.
    func free(_ upload: StoredUpload) async {
        await digests.forget(upload.id)
        await shieldedFromCancellation { [blobs] in
            try? await blobs.discardBlocks(of: upload.key)
            try? await blobs.deleteAll(upload.content)
        }
    }
}

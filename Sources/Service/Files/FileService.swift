internal import Logging
internal import Pipeline

/// Finds, lists, changes, copies and removes files, for those who may.
struct FileService: Sendable {
    let repository: FileRepository
    let blobs: any BlobStore
    let jobs: JobService
    let cursors: ListingCursors
    /// Who lets go of a content that is deleted.
    let followers: [any ContentFollower]
    let logger: Logger

    /// How often a change is tried again when others change the same file at the same time.
    private static let attempts = 16

    /// The file `id`. Throws the one `not_found` for what is not there and for what `access` does not cover.
    func find(_ id: String, for access: Access) async throws -> StoredFile {
        guard let file = try await repository.find(id), access.covers(file) else { throw ServiceError.noSuchFile() }
        return file
    }

    /// One page of a listing.
    struct Page: Sendable {
        var files: [StoredFile]
        /// Where the next page begins; nil after the last.
        var nextCursor: String?
    }

    /// The page of `listing` that `cursor` stands for; the first without one. Throws `invalid_request` for a cursor of
    /// another listing.
    func list(_ listing: FileListing, cursor: String?) async throws -> Page {
        let place = try cursor.map { try cursors.place($0, in: listing) }
        // One more than is asked for tells whether there is a next page.
        let found = try await repository.page(listing, behind: place, count: listing.limit + 1)
        let files = Array(found.prefix(listing.limit))
        guard found.count > listing.limit, let last = files.last else { return Page(files: files) }
        return Page(
            files: files, nextCursor: try cursors.text(ListingPlace(behind: last, in: listing.sort), in: listing))
    }

    /// Changes the file `id` and answers it as it then is. `condition` is checked against the very state that is changed.
    func change(
        _ id: String, _ change: FileChange, if condition: Preconditions, for access: Access
    ) async throws -> StoredFile {
        for _ in 0..<Self.attempts {
            let file = try await find(id, for: access)
            try condition.check(for: file.tag)
            var wanted = try change.applied(to: file)
            guard try !wanted.hasSameFields(as: file) else { return file }
            // The clock may have gone back.
            wanted.updatedAt = max(.now, file.updatedAt)
            if let changed = try await repository.update(wanted) { return changed }
        }
        throw ServiceError(.conflict, "Somebody else keeps changing this file.")
    }

    /// Makes another file of the same bytes, for the owner of the first; costs no bytes.
    func copy(_ id: String, _ change: FileChange, for access: Access) async throws -> StoredFile {
        let source = try await find(id, for: access)
        var copy = try change.applied(to: source)
        copy.id = Identifier.random()
        copy.revision = 1
        copy.createdAt = .now
        copy.updatedAt = copy.createdAt
        try await repository.insert(copy, sharing: source.id)
        return copy
    }

    /// Removes the file `id`; with the last file of its bytes go these and everything made from them. Work on it is
    /// cancelled.
    func delete(_ id: String, if condition: Preconditions, for access: Access) async throws {
        for _ in 0..<Self.attempts {
            let file = try await find(id, for: access)
            try condition.check(for: file.tag)
            let deletion = try await repository.delete(file)
            if deletion == .changed { continue }
            // The row is gone, so nobody finds the bytes any more: what a failure leaves from here on is an orphan.
            return await shieldedFromCancellation { await letGo(of: file, isLast: deletion == .last) }
        }
        throw ServiceError(.conflict, "Somebody else keeps changing this file.")
    }

    /// Ends the work on a file whose row is gone and, if it was the last one, removes its bytes.
    ///
    /// The source goes before the rest: whoever publishes something made from it looks for the source afterwards, finds it
    /// gone, and takes back what he has published.
    private func letGo(of file: StoredFile, isLast: Bool) async {
        do {
            try await jobs.cancelAll(ofFile: file.id)
            if isLast { try await blobs.deleteAll(file.content) }
        } catch {
            logger.warning("a deletion is left to the sweeper", metadata: ["file": "\(file.id)", "error": "\(error)"])
        }
        guard isLast else { return }
        for follower in followers { await follower.contentIsGone(file.content) }
    }
}

extension StoredFile {
    /// Names this state of the row.
    var tag: EntityTag { EntityTag("\(id)-\(revision)") }

    /// Whether what callers may change is the same in `other`, to the byte.
    fileprivate func hasSameFields(as other: StoredFile) throws -> Bool {
        // No project has an empty name.
        try filename.hasSameBytes(as: other.filename)
            && (projectID ?? "").hasSameBytes(as: other.projectID ?? "")
            && JSON.encode(metadata) == JSON.encode(other.metadata)
    }
}

internal import Pipeline

/// Finds and removes files, for those who may.
struct FileService: Sendable {
    let repository: FileRepository
    let blobs: any BlobStore
    let cache: DerivedCache
    let jobs: JobService

    /// The file `id`. Throws the one `not_found` for what is not there and for what `access` does not cover.
    func find(_ id: String, for access: Access) async throws -> StoredFile {
        guard let file = try await repository.find(id), access.covers(file) else { throw ServiceError.noSuchFile() }
        return file
    }

    /// Removes `id`, its bytes, and everything made from them; work on it is cancelled.
    func delete(_ id: String, for access: Access) async throws {
        let file = try await find(id, for: access)
        try await jobs.cancelAll(ofFile: file.id)
        let wasLast = try await repository.delete(file)
        guard wasLast else { return }
        // The row is gone, so nobody finds the bytes any more; what a failure here leaves is an orphan.
        try await shieldedFromCancellation { [blobs, cache] in
            await cache.removeAll(of: file.content)
            try await blobs.deleteAll(file.content)
        }
    }
}

/// Queues background work, answers for it and cancels it.
struct JobService: Sendable {
    let repository: JobRepository
    let signals: JobSignals

    /// Queues `recipe` on a file, or answers the job that already does the same.
    func submit(_ recipe: JobRecipe, file: StoredFile) async throws -> StoredJob {
        if let active = try await repository.findActive(fileID: file.id, kind: recipe.kind) { return active }
        let now = Timestamp.now
        let job = StoredJob(
            id: Identifier.random(), owner: file.owner, fileID: file.id, kind: recipe.kind,
            recipe: try JSON.text(recipe), createdAt: now, updatedAt: now)
        try await repository.insert(job)
        signals.ring()
        return job
    }

    /// The job `id`. Throws `not_found` also for somebody else's.
    func find(_ id: String, for access: Access) async throws -> StoredJob {
        guard let job = try await repository.find(id), access.coversOwner(job.owner) else {
            throw ServiceError(.notFound, "There is no such job.")
        }
        return job
    }

    /// Cancels `id`; one that has ended stays as it is.
    func cancel(_ id: String, for access: Access) async throws {
        let job = try await find(id, for: access)
        if try await repository.cancel(job.id, now: .now) { signals.cancel(job.id) }
    }

    /// Cancels everything that works on a file.
    func cancelAll(ofFile fileID: String) async throws {
        for job in try await repository.active(fileID: fileID) where try await repository.cancel(job.id, now: .now) {
            signals.cancel(job.id)
        }
    }
}

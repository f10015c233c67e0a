/// Queues background work, answers for it and cancels it.
struct JobService: Sendable {
    let repository: JobRepository
    let signals: JobSignals
    /// Unfinished jobs that one user may have.
    let limit: Int

    /// Queues `recipe` on a file of `owner`, or answers the unfinished job that does the same. Throws `too_busy`.
    func submit(_ recipe: JobRecipe, fileID: String, owner: String) async throws -> StoredJob {
        let now = Timestamp.now
        let job = StoredJob(
            id: Identifier.random(), owner: owner, fileID: fileID, kind: recipe.kind,
            recipe: try JSON.text(recipe), createdAt: now, updatedAt: now)
        guard let queued = try await repository.submit(job, limit: limit) else {
            throw ServiceError.tooManyRequests(
                "At most \(limit) of your jobs may be unfinished at a time.", retryAfter: 30)
        }
        if queued.id == job.id { signals.ring() }
        return queued
    }

    /// The job `id`. Throws `not_found` also for somebody else's.
    func find(_ id: String, for access: Access) async throws -> StoredJob {
        guard let job = try await repository.find(id), access.coversOwner(job.owner) else {
            throw ServiceError.noSuchJob()
        }
        return job
    }

    /// A page of jobs, and the cursor of the next one.
    func list(_ filter: JobFilter) async throws -> (jobs: [StoredJob], next: JobCursor?) {
        var wider = filter
        wider.limit += 1
        let found = try await repository.list(wider)
        let page = Array(found.prefix(filter.limit))
        return (page, found.count > page.count ? page.last.map(JobCursor.init) : nil)
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

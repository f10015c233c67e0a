internal import HTTPTypes
internal import Hummingbird

/// `/jobs` and `/jobs/{jobId}`.
struct JobController: Sendable {
    let jobs: JobService

    func addRoutes(to group: RouterGroup<StorageRequestContext>) {
        group.get("jobs", use: list)
        group.get("jobs/{jobId}", use: describe)
        group.delete("jobs/{jobId}", use: cancel)
    }

    private func list(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        guard let owner = try context.requireAccess().owner else { throw ServiceError.noSuchJob() }
        let (page, next) = try await jobs.list(try filter(request.uri.queryParameters, owner: owner))
        return try .json(Page(jobs: try page.map(JobAnswer.init), nextCursor: next?.text))
    }

    private func describe(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        try .json(JobAnswer(try await job(context)))
    }

    private func cancel(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        try await jobs.cancel(try context.parameters.require("jobId"), for: try context.requireAccess())
        return Response(status: .noContent)
    }

    private func job(_ context: StorageRequestContext) async throws -> StoredJob {
        try await jobs.find(try context.parameters.require("jobId"), for: try context.requireAccess())
    }

    private func filter(_ query: Parameters, owner: String) throws -> JobFilter {
        var filter = JobFilter(owner: owner, limit: 50)
        if let text = query.get("limit") {
            guard let limit = Int(text), (1...200).contains(limit) else {
                throw ServiceError(.invalidRequest, "limit must be 1 to 200.")
            }
            filter.limit = limit
        }
        if let text = query.get("state") {
            guard let state = StoredJob.State(rawValue: text) else {
                let known = StoredJob.State.allCases.map(\.rawValue).joined(separator: ", ")
                throw ServiceError(.invalidRequest, "state must be one of \(known).")
            }
            filter.state = state
        }
        if let kind = query.get("kind") {
            guard JobRecipe.kinds.contains(kind) else {
                throw ServiceError(
                    .invalidRequest, "kind must be one of \(JobRecipe.kinds.joined(separator: ", ")).")
            }
            filter.kind = kind
        }
        if let text = query.get("cursor") {
            guard let cursor = JobCursor(text) else {
                throw ServiceError(.invalidRequest, "cursor is not one that was handed out.")
            }
            filter.after = cursor
        }
        return filter
    }

    private struct Page: Encodable {
        let jobs: [JobAnswer]
        let nextCursor: String?
    }
}

/// A job as callers see it.
struct JobAnswer: Encodable {
    struct Failure: Encodable {
        let code: String
        let detail: String
    }

    let jobId: String
    let kind: String
    let state: StoredJob.State
    let progress: Double
    let stage: String
    let etaSeconds: Double?
    let result: JSONValue?
    let error: Failure?
    let createdAt: Timestamp
    let updatedAt: Timestamp

    init(_ job: StoredJob) throws {
        jobId = job.id
        kind = job.kind
        state = job.state
        progress = job.progress
        stage = job.stage
        etaSeconds = job.etaSeconds
        result = try job.result.map { try JSON.decode(JSONValue.self, from: $0) }
        error = job.errorCode.map { Failure(code: $0, detail: job.errorDetail ?? "") }
        createdAt = job.createdAt
        updatedAt = job.updatedAt
    }
}

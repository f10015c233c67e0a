internal import HTTPTypes
internal import Hummingbird

/// `/jobs/{jobId}`.
struct JobController: Sendable {
    let jobs: JobService

    func addRoutes(to group: RouterGroup<StorageRequestContext>) {
        group.get("jobs/{jobId}", use: describe)
        group.delete("jobs/{jobId}", use: cancel)
    }

    private func describe(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let job = try await jobs.find(try context.parameters.require("jobId"), for: try context.requireAccess())
        return try .json(JobAnswer(job))
    }

    private func cancel(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        try await jobs.cancel(try context.parameters.require("jobId"), for: try context.requireAccess())
        return Response(status: .noContent)
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

internal import HTTPTypes
internal import Hummingbird
internal import Pipeline

/// `GET /stream/{fileId}` and `POST /stream/{fileId}/prepare`.
struct StreamStatusController: Sendable {
    let streams: StreamService
    let readiness: StreamReadiness
    let jobs: JobService
    let tokens: PlaybackTokens
    /// Seconds.
    let tokenLifetime: Int
    let addresses: Addresses

    func addRoutes(to group: RouterGroup<StorageRequestContext>) {
        group.get("stream/{fileId}", use: status)
        group.post("stream/{fileId}/prepare", use: prepare)
    }

    private func status(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let (file, presentation) = try await streams.playable(try context.fileID(), for: try context.requireAccess())
        let ready = try await readiness.count(file.content, presentation)
        let total = presentation.segmentCount * presentation.rungs.count
        let latest = try await jobs.repository.findLatest(fileID: file.id, kind: PrepareStream.kind)
        let token = tokens.issue(for: file.id, until: Timestamp.now.advanced(bySeconds: tokenLifetime))
        return try .json(
            Answer(
                fileId: file.id, duration: presentation.duration,
                rungs: presentation.rungs.map { rung in
                    Answer.Rung(
                        name: rung.name, width: rung.width, height: rung.height, bandwidth: rung.bandwidth,
                        codecs: rung.codecs, segments: presentation.segmentCount, ready: ready[rung.name] ?? 0)
                },
                state: ready.values.reduce(0, +) == total ? "prepared" : Self.state(latest),
                playbackUrl: addresses.playback(file.id, token: token)))
    }

    private func prepare(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let file = try await streams.playable(try context.fileID(), for: try context.requireAccess()).file
        let job = try await jobs.submit(
            .prepare(PrepareStream(content: file.content)), fileID: file.id, owner: file.owner)
        var headers: HTTPFields = [.location: addresses.job(job.id)]
        headers[.preferenceApplied] = Preferences(request.headers).appliedInBackground
        return try .json(JobAnswer(job), status: .accepted, headers: headers)
    }

    /// Playing never waits for preparation, so a stream whose preparation failed is as playable as a new one.
    private static func state(_ job: StoredJob?) -> String {
        switch job?.state {
        case .queued?, .running?: "preparing"
        default: "on-demand"
        }
    }

    private struct Answer: Encodable {
        struct Rung: Encodable {
            let name: String
            let width: Int
            let height: Int
            let bandwidth: Int
            let codecs: String
            let segments: Int
            let ready: Int
        }
        let fileId: String
        let duration: Double
        let rungs: [Rung]
        let state: String
        let playbackUrl: String
    }
}

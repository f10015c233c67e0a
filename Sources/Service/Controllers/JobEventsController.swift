internal import HTTPTypes
internal import Hummingbird
internal import ServiceLifecycle

/// `GET /jobs/{jobId}/events`: a job as server-sent events, until it has ended.
struct JobEventsController: Sendable {
    let jobs: JobService
    let follower: JobFollower
    /// Connections that follow a job are few: each costs a look at the table now and then.
    let places: Places

    /// After how long a client comes back when the connection breaks.
    private static let retryMilliseconds = 2000
    /// Events that a slow client may leave unread before it is cut off.
    private static let backlog = 64

    func addRoutes(to group: RouterGroup<StorageRequestContext>) {
        group.get("jobs/{jobId}/events", use: events)
    }

    private func events(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let access = try context.requireAccess()
        let job = try await jobs.find(try context.parameters.require("jobId"), for: access)
        // A client that has seen the end and comes back by itself is told to stop (WHATWG HTML, section 9.2.3).
        if job.state.isFinal, request.headers[.lastEventID] == job.eventID { return Response(status: .noContent) }
        let place = try take(access.owner ?? "")
        let body = ResponseBody { [follower] writer in
            // Held for as long as anybody listens.
            defer { withExtendedLifetime(place) {} }
            try await writer.write(EventStream.retry(milliseconds: Self.retryMilliseconds))
            let (news, inbox) = AsyncStream.makeStream(
                of: JobFollower.News.self, bufferingPolicy: .bufferingOldest(Self.backlog))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer { inbox.finish() }
                    try? await context.cancelledWhenClientLeaves {
                        try await cancelWhenGracefulShutdown {
                            try await follower.follow(job) { word in
                                if case .dropped = inbox.yield(word) { throw CancellationError() }
                            }
                        }
                    }
                }
                defer { group.cancelAll() }
                for await word in news { try await writer.write(try Self.text(word)) }
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: EventStream.contentType, .cacheControl: "no-store",
                // Proxies in front must hand events on as they come.
                .accelBuffering: "no",
            ], body: body)
    }

    private func take(_ user: String) throws -> Place {
        do { return try places.take(for: user) } catch {
            throw switch error {
            case .forUser: ServiceError.tooManyRequests("You follow too many jobs at a time.", retryAfter: 5)
            case .forEverybody: ServiceError(.tooBusy, "Too many connections follow jobs.", retryAfter: 5)
            }
        }
    }

    private static func text(_ word: JobFollower.News) throws -> ByteBuffer {
        switch word {
        case .changed(let job): EventStream.event(id: job.eventID, data: try JSON.text(JobAnswer(job)))
        case .unchanged: EventStream.comment
        }
    }
}

extension StoredJob {
    /// Names the job as it is now.
    fileprivate var eventID: String { "\(epoch)-\(updatedAt.microseconds)" }
}

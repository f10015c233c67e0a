import Foundation
import Testing

extension EndToEnd {
    @Suite("A segment has the same bytes however it is made")
    struct SameBytesTests {
        private let workspace: Workspace
        private let stream: Stream
        /// Fetched in order from a cold service.
        private let wanted: [String: Data]
        private let first: ServiceProcess

        init() async throws {
            workspace = try Workspace()
            first = try await ServiceProcess(in: workspace)
            // One key frame, so that every rung is encoded; an odd rate, so that no cut falls on a round time.
            stream = try await first.stream(of: Fixture.path("long-gop-ntsc.mp4"))
            var inOrder: [String: Data] = [:]
            for path in stream.allSegments { inOrder[path] = try await first.get(path).expecting(200).body }
            wanted = inOrder
            try #require(wanted.count >= 3)
        }

        @Test("in order, backwards, and all at once")
        func order() async throws {
            try await restart { service in
                for path in stream.allSegments.reversed() {
                    let body = try await service.get(path).body
                    #expect(body == wanted[path], "\(path) backwards")
                }
            }
            try await restart { service in
                let together = try await fetchTogether(stream.allSegments, from: service)
                for path in stream.allSegments { #expect(together[path] == wanted[path], "\(path) concurrently") }
            }
        }

        @Test("after the process was killed in the middle of an encode")
        func killed() async throws {
            _ = try await first.end(by: SIGKILL)
            try clearCache()
            let doomed = try await ServiceProcess(in: workspace)
            let path = try #require(stream.allSegments.last)
            let connection = try Connection.open(port: doomed.port)
            try connection.send(doomed.request("GET", path).encoded)
            _ = try await doomed.end(by: SIGKILL)
            connection.leave()

            let service = try await ServiceProcess(in: workspace)
            for path in stream.allSegments {
                let body = try await service.get(path).body
                #expect(body == wanted[path], "\(path) after a crash")
            }
        }

        @Test("by prepare")
        func prepared() async throws {
            try await restart { service in
                let accepted = try await service.request("POST", "\(stream.path)/prepare").send(to: service.port)
                let job = try #require(try accepted.expecting(202).headers["location"])
                let end = try await eventually("the job ends", within: 120) {
                    let job = try await service.job(job)
                    return ["queued", "running"].contains(job.state) ? nil : job
                }
                #expect(end.state == "succeeded")
                #expect(end.progress == 1)
                for path in stream.allSegments {
                    let body = try await service.get(path).body
                    #expect(body == wanted[path], "\(path) by prepare")
                }
            }
        }

        /// Runs `body` on a new process with the old data and an empty cache.
        private func restart(_ body: (ServiceProcess) async throws -> Void) async throws {
            if first.isRunning { _ = try await first.end(by: SIGTERM) }
            try clearCache()
            let service = try await ServiceProcess(in: workspace)
            try await body(service)
            _ = try await service.end(by: SIGTERM)
        }

        private func clearCache() throws {
            let cache = first.data.appending(path: "cache")
            try #require(!Workspace.files(below: cache).isEmpty, "the segments were cached")
            try FileManager.default.removeItem(at: cache)
        }

        private func fetchTogether(_ paths: [String], from service: ServiceProcess) async throws -> [String: Data] {
            try await withThrowingTaskGroup(of: (String, Data).self) { group in
                for path in paths { group.addTask { (path, try await service.get(path).expecting(200).body) } }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
        }
    }
}

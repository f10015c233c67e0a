import Foundation
import Testing

extension EndToEnd {
    @Suite("A cold segment is made once, and only while somebody wants it")
    struct DemandTests {
        @Test("200 clients cause one encode and get the same bytes")
        func singleFlight() async throws {
            let service = try await ServiceProcess(in: Workspace())
            let stream = try await service.stream(of: Fixture.path("lesson.mp4"))
            // The last one, so that nothing after it is made ahead.
            let path = try #require(stream.segments["360p"]?.last)
            let before = try await service.metric(Metric.encodes)
            let bodies = try await withThrowingTaskGroup(of: Data.self) { group in
                for _ in 0..<200 { group.addTask { try await service.get(path).expecting(200).body } }
                return try await group.reduce(into: Set<Data>()) { $0.insert($1) }
            }
            #expect(bodies.count == 1)
            let made = try await service.metric(Metric.encodes) - before
            #expect(made == 1)
        }

        @Test("The cores are free at once when the last client leaves")
        func disconnect() async throws {
            let workspace = try Workspace()
            let film = try await heavyFilm(in: workspace)
            let service = try await ServiceProcess(in: workspace)
            let stream = try await service.stream(of: film)
            let path = try #require(stream.segments["720p"]?.first)
            let idle = try service.processorTime()
            let connection = try Connection.open(port: service.port)
            try connection.send(service.request("GET", path).encoded)
            _ = try await eventually("the encode runs") { try service.processorTime() > idle + 0.5 ? true : nil }
            connection.leave()
            let left = try service.processorTime()
            // An encode that ran on would burn every core for this second.
            try await Task.sleep(for: .seconds(1))
            let burnt = try service.processorTime() - left
            print("burnt", burnt)
            #expect(burnt < 0.1 * Double(ProcessInfo.processInfo.activeProcessorCount) + 0.1)
            #expect(try await service.metric(Metric.running) == 0)
            #expect(try await service.get(path).status == 200)
        }

        /// Sixty 1080p frames a second with grain, and one key frame: a segment of it takes seconds.
        private func heavyFilm(in workspace: Workspace) async throws -> URL {
            let film = workspace.folder.appending(path: "heavy.mp4")
            let made = try await Tool.run(
                Tool.path("ffmpeg"),
                [
                    "-v", "error", "-f", "lavfi", "-i",
                    "testsrc2=size=1920x1080:rate=60:duration=8,noise=alls=20:allf=t,format=yuv420p", "-c:v", "libx264",
                    "-preset", "ultrafast", "-crf", "30", "-g", "1000", film.path,
                ])
            try #require(made.status == 0, "\(made.errors)")
            return film
        }
    }
}

/// The names of the figures in `/metrics` that the tests read.
enum Metric {
    static let encodes = "storage_encodes_total"
    static let running = "storage_encodes_running"
}

import Foundation
import Testing

extension EndToEnd {
    @Suite("Two processes and one data directory")
    struct SharedDirectoryTests {
        @Test("The second is refused, says why, and does not disturb the first")
        func second() async throws {
            let service = try await ServiceProcess(in: Workspace())
            let fileId = try await service.upload(Fixture.path("lesson.mp4")).expecting(201).json(Uploaded.self).fileId
            let port = try Connection.freePort()
            let outcome = try await Tool.run(
                Tool.service,
                ["serve", "--host", "127.0.0.1", "--port", String(port), "--data-dir", service.data.path])
            #expect(outcome.status != 0)
            #expect(outcome.errors.contains("in use"), "\(outcome.errors)")
            let body = try await service.download(fileId)
            #expect(try body == Data(contentsOf: Fixture.path("lesson.mp4")))
            #expect(try await service.upload(Fixture.path("lesson.mp4")).status == 201)
        }

        @Test("A killed process leaves the directory free for the next")
        func free() async throws {
            let workspace = try Workspace()
            let first = try await ServiceProcess(in: workspace)
            let fileId = try await first.upload(Fixture.path("lesson.mp4")).expecting(201).json(Uploaded.self).fileId
            _ = try await first.end(by: SIGKILL)
            let second = try await ServiceProcess(in: workspace)
            #expect(try await second.get("/api/v1/storage/files/\(fileId)").status == 200)
        }
    }
}

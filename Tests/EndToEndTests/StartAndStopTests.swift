import Foundation
import Testing

extension EndToEnd {
    @Suite("The program starts safely and stops politely")
    struct StartAndStopTests {
        @Test("A development secret does not serve beyond this machine")
        func developmentSecret() async throws {
            let workspace = try Workspace()
            let port = try Connection.freePort()
            let outcome = try await Tool.run(
                Tool.service,
                ["serve", "--host", "0.0.0.0", "--port", String(port), "--data-dir", workspace.folder.path])
            #expect(outcome.status != 0)
            #expect((outcome.output + outcome.errors).contains("STORAGE_JWT_SECRET"))
        }

        @Test("SIGTERM lets a request that runs come to its end")
        func graceful() async throws {
            let service = try await ServiceProcess(in: Workspace())
            let stream = try await service.stream(of: Fixture.path("lesson.mp4"))
            let path = try #require(stream.segments["360p"]?.first)
            let idle = try service.processorTime()
            async let answer = service.get(path)
            _ = try await eventually("the encode runs", every: .milliseconds(5)) {
                try service.processorTime() > idle + 0.05 ? true : nil
            }
            #expect(try await service.end(by: SIGTERM) == 0)
            #expect(try await answer.status == 200)
        }

        @Test("The lines that `serve --hints` prints lead to a playlist that ffprobe plays")
        func hints() async throws {
            let service = try await ServiceProcess(in: Workspace(), options: ["--hints"])
            let log = try await eventually("the hints are there") {
                service.output.contains("/stream/$FILE\n") ? service.output : nil
            }
            // From the token on; what stands before it is for people.
            let script = log.split(separator: "\n").drop { !$0.hasPrefix("TOKEN=") }
            let shell = try await Tool.run(
                Tool.path("bash"), ["-euc", script.joined(separator: "\n")], folder: Fixture.root)
            #expect(shell.status == 0, "\(shell.errors)")
            #expect(shell.output.contains("#EXT-X-STREAM-INF"))
            let answer = try #require(shell.output.split(separator: "\n").last { $0.hasPrefix("{") })
            let about = try JSONDecoder().decode(Stream.About.self, from: Data(answer.utf8))
            let origin = URL(string: "http://127.0.0.1:\(service.port)")
            let playback = try #require(URL(string: about.playbackUrl, relativeTo: origin))
            let probe = try await Tool.run(
                Tool.path("ffprobe"), ["-v", "error", "-show_entries", "format=duration", playback.absoluteString])
            #expect(probe.status == 0)
            #expect(probe.errors == "")
        }
    }
}

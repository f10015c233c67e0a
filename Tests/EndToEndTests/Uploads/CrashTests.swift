import Foundation
import Testing

extension EndToEnd {
    /// END_TO_END_KILLS says how often the process is killed.
    @Suite("An acknowledged chunk survives kill -9")
    struct CrashTests {
        @Test("at random moments of uploads that go on after each restart")
        func kills() async throws {
            let rounds = Tool.rounds("END_TO_END_KILLS", otherwise: 6)
            let workspace = try Workspace()
            let sender = CrashSender()
            for _ in 0..<rounds {
                let service = try await ServiceProcess(in: workspace)
                async let end: Void = kill(service, after: .milliseconds(.random(in: 0...400)))
                try await sender.work(on: service)
                try await end
            }
            let service = try await ServiceProcess(in: workspace)
            try await sender.finish(on: service)
            let summary = await sender.summary
            print("killed \(rounds) times: \(summary)")
            #expect(summary.files > 0)
            #expect(summary.acknowledged > 0)
            // What was published before a crash is still what it was.
            for file in await sender.published {
                let body = try await service.download(file.fileId)
                #expect(body.sha256 == file.sha256)
            }
        }

        private func kill(_ service: ServiceProcess, after delay: Duration) async throws {
            try await Task.sleep(for: delay)
            _ = try await service.end(by: SIGKILL)
        }
    }
}

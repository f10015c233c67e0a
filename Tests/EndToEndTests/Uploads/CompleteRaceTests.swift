import Foundation
import Testing

extension EndToEnd {
    /// END_TO_END_RACES says how often.
    @Suite("Completing an upload many times at once")
    struct CompleteRaceTests {
        private static let size = 5 * 65_536 + 1000

        @Test("makes one file, and everyone gets the same answer")
        func race() async throws {
            let rounds = Tool.rounds("END_TO_END_RACES", otherwise: 4)
            let service = try await ServiceProcess(in: Workspace())
            for _ in 0..<rounds {
                let file = Data("%PDF-1.7\n".utf8) + Data((9..<Self.size).map { _ in UInt8.random(in: 0...255) })
                let upload = try await service.beginUpload(size: file.count, chunkSize: 65_536)
                let chunks = stride(from: 0, to: file.count, by: 65_536).map { offset in
                    service.chunkRequest(
                        upload, file[offset..<min(offset + 65_536, file.count)], at: offset, of: file.count)
                }
                for answer in try await together(chunks + chunks, to: service) { #expect(answer.status == 200) }

                let complete = service.request("POST", "/api/v1/storage/upload/complete/\(upload)")
                let all = Array(repeating: complete, count: 32) + chunks
                let answers = try await together(all.shuffled(), to: service)
                // A chunk that comes too late may be refused, but never stored.
                let finished = answers.filter { (try? $0.json(FinishedUpload.self)) != nil }
                #expect(finished.count == 32)
                #expect(finished.count { $0.status == 201 } == 1)
                #expect(finished.allSatisfy { [200, 201].contains($0.status) })
                #expect(Set(finished.map(\.body)).count == 1)
                let others = answers.filter { (try? $0.json(FinishedUpload.self)) == nil }
                #expect(others.allSatisfy { [200, 404, 409].contains($0.status) }, "\(others.map(\.status))")

                let one = try #require(finished.first).json(FinishedUpload.self)
                #expect(one.sha256 == file.sha256)
                #expect(try await service.download(one.fileId) == file)
            }
            // Nobody who came too late left anything behind.
            _ = try await eventually("there is one blob for each file") {
                let blobs = try Workspace.files(below: service.data.appending(path: "blobs"))
                let staged = try Workspace.files(below: service.data.appending(path: "staging"))
                return blobs.count == rounds && staged.isEmpty ? true : nil
            }
        }

        /// Sends all requests at once, each over its own connection.
        private func together(_ requests: [HTTPRequest], to service: ServiceProcess) async throws -> [HTTPAnswer] {
            try await withThrowingTaskGroup(of: HTTPAnswer.self) { group in
                for request in requests { group.addTask { try await request.send(to: service.port) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
    }
}

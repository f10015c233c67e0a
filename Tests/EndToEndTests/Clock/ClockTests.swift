import Foundation
import Testing

extension EndToEnd {
    @Suite("The wall clock goes back while the service runs")
    struct ClockTests {
        private let clock: MovableClock
        private let service: ServiceProcess

        init() async throws {
            let workspace = try Workspace()
            clock = try MovableClock(in: workspace)
            service = try await ServiceProcess(in: workspace, launcher: clock.launcher)
        }

        @Test("An upload that was begun before goes on and is completed")
        func upload() async throws {
            let chunk = 65_536
            let file = Data("%PDF-1.7\n".utf8) + Data(repeating: 1, count: 3 * chunk - 9)
            let upload = try await service.beginUpload(size: file.count, chunkSize: chunk)
            for (number, hours) in [0, -2, 1].enumerated() {
                try clock.set(hours: hours)
                let offset = number * chunk
                let bytes = file[offset..<offset + chunk]
                _ = try await service.chunkRequest(upload, bytes, at: offset, of: file.count)
                    .send(to: service.port).expecting(200)
            }
            try clock.set(hours: -3)
            #expect(try await service.uploadStatus(upload).missing == [])
            let finished = try await service.completeUpload(upload).expecting(201).json(FinishedUpload.self)
            #expect(finished.sha256 == file.sha256)
        }

        @Test("A list still has every file once, page by page")
        func list() async throws {
            var wanted: Set<String> = []
            for hours in [0, -2, -1, -3, 0] {
                try clock.set(hours: hours)
                let document = try Self.document(in: service)
                let answer = try await service.upload(document, contentType: "application/pdf")
                wanted.insert(try answer.expecting(201).json(Uploaded.self).fileId)
            }
            var found: [String] = []
            var cursor: String?
            repeat {
                let query = cursor.map { "&cursor=\($0)" } ?? ""
                let page = try await service.get("/api/v1/storage/files?limit=1\(query)").expecting(200).json(Page.self)
                found += page.files.map(\.id)
                cursor = page.nextCursor
            } while cursor != nil
            #expect(found.count == wanted.count)
            #expect(Set(found) == wanted)
        }

        @Test("A job that runs comes to its end")
        func job() async throws {
            let stream = try await service.stream(of: Fixture.path("lesson.mp4"))
            let accepted = try await service.request("POST", "\(stream.path)/prepare").send(to: service.port)
            let path = try #require(try accepted.expecting(202).headers["location"])
            try clock.set(hours: -2)
            let end = try await eventually("the job is over", within: 60) {
                let job = try await service.job(path)
                return ["succeeded", "failed", "cancelled"].contains(job.state) ? job.state : nil
            }
            #expect(end == "succeeded")
        }

        private static func document(in service: ServiceProcess) throws -> URL {
            let file = service.workspace.folder.appending(path: "document.pdf")
            try Data("%PDF-1.7\n".utf8).write(to: file)
            return file
        }

        private struct Page: Decodable {
            struct File: Decodable { var id: String }
            var files: [File]
            var nextCursor: String?
        }
    }
}

import Foundation
import Testing

extension EndToEnd {
    @Suite("An upload that is no playable file is refused and leaves nothing")
    struct RefusedUploadTests {
        @Test(
            arguments: [
                ("not-media.mp4", [415, 422]),
                ("truncated.mp4", [422]),
                ("truncated-no-index.mp4", [422]),
                ("playlist-in-disguise.mp4", [415, 422]),
                ("concat-in-disguise.mp4", [415, 422]),
                ("dash-in-disguise.mp4", [415, 422]),
            ])
        func refused(fixture: String, statuses: [Int]) async throws {
            let service = try await ServiceProcess(in: Workspace())
            try await refuse(Fixture.path(fixture), by: service, with: statuses)
        }

        @Test func emptyFile() async throws {
            let service = try await ServiceProcess(in: Workspace())
            let empty = service.workspace.folder.appending(path: "empty.mp4")
            try Data().write(to: empty)
            let problem = try await refuse(empty, by: service, with: [400])
            #expect(problem.code == "empty_file")
        }

        @Test("A body that ends early")
        func cutOff() async throws {
            let service = try await ServiceProcess(in: Workspace())
            var request = service.request("POST", "/api/v1/storage/upload")
            request.headers["Content-Type"] = "multipart/form-data; boundary=b"
            let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp4\"\r\n\r\n"
            request.body = Data(head.utf8) + Data(count: 1 << 20)
            let connection = try Connection.open(port: service.port)
            try connection.send(request.encoded.dropLast(1 << 18))
            connection.leave()
            _ = try await eventually("the bytes are gone") { try blobs(of: service).isEmpty ? true : nil }
            #expect(try await service.get("/health/ready").status == 200)
        }

        /// Uploads `file` and checks the whole refusal.
        @discardableResult
        private func refuse(_ file: URL, by service: ServiceProcess, with statuses: [Int]) async throws -> Problem {
            let answer = try await service.upload(file)
            #expect(statuses.contains(answer.status), "\(answer.text)")
            #expect(answer.headers["content-type"]?.hasPrefix("application/problem+json") == true)
            let problem = try answer.json(Problem.self)
            #expect(problem.status == answer.status)
            #expect(problem.detail?.isEmpty == false)
            #expect(problem.detail?.contains(service.data.path) != true)
            #expect(try await service.get("/health/ready").status == 200)
            #expect(try blobs(of: service) == [])
            return problem
        }

        private func blobs(of service: ServiceProcess) throws -> [String] {
            try ["blobs", "staging"].flatMap { folder in
                try Workspace.files(below: service.data.appending(path: folder)).map(\.lastPathComponent)
            }
        }

        /// RFC 9457 with this service's additions.
        private struct Problem: Decodable {
            var status: Int
            var title: String
            var detail: String?
            var code: String
        }
    }
}

import Foundation
import Testing

extension EndToEnd {
    @Suite("A caller that goes away in the middle")
    struct DisconnectTests {
        private let service: ServiceProcess

        init() async throws { service = try await ServiceProcess(in: Workspace()) }

        @Test("of a chunk: the chunk is not counted, and can be sent again")
        func chunk() async throws {
            let file = Data("%PDF-1.7\n".utf8) + Data(repeating: 3, count: (1 << 20) - 9)
            let upload = try await service.beginUpload(size: file.count, chunkSize: file.count)
            let request = service.chunkRequest(upload, file, at: 0, of: file.count)
            for share in [0, 1, file.count / 2, file.count - 1] {
                let connection = try Connection.open(port: service.port)
                try connection.send(request.encoded.dropLast(file.count - share))
                connection.leave()
            }
            #expect(try await service.uploadStatus(upload).missing == [0])
            _ = try await request.send(to: service.port).expecting(200)
            let finished = try await service.completeUpload(upload).expecting(201).json(FinishedUpload.self)
            #expect(finished.sha256 == file.sha256)
        }

        @Test("of an acknowledged chunk that is sent again: what was acknowledged stays")
        func again() async throws {
            let file = VersionedFile()
            let first = file.bytes(of: 0, version: 0)
            let upload = try await service.beginUpload(
                size: first.count, chunkSize: first.count, filename: "file.txt", contentType: "text/plain")
            _ = try await service.chunkRequest(upload, first, at: 0, of: first.count)
                .send(to: service.port).expecting(200)
            let second = service.chunkRequest(upload, file.bytes(of: 0, version: 1), at: 0, of: first.count)
            for share in [1, first.count / 2, first.count - 1] {
                let connection = try Connection.open(port: service.port)
                try connection.send(second.encoded.dropLast(first.count - share))
                connection.leave()
            }
            let finished = try await eventually("the others are gone") {
                let answer = try await service.completeUpload(upload)
                return answer.status == 201 ? try answer.json(FinishedUpload.self) : nil
            }
            #expect(finished.sha256 == first.sha256)
        }

        @Test("of a download: the service stops sending, and serves others")
        func download() async throws {
            let file = service.workspace.folder.appending(path: "large.pdf")
            let bytes = Data("%PDF-1.7\n".utf8) + Data(repeating: 5, count: 32 << 20)
            try bytes.write(to: file)
            let fileId = try await service.upload(file, contentType: "application/pdf")
                .expecting(201).json(FinishedUpload.self).fileId
            let request = service.request("GET", "/api/v1/storage/download/\(fileId)")
            for _ in 0..<20 {
                let connection = try Connection.open(port: service.port)
                try connection.send(request.encoded)
                #expect(try !connection.receive().isEmpty)
                connection.leave()
            }
            let whole = try await service.download(fileId)
            #expect(whole == bytes)
            // Nothing keeps the file open for those who have gone.
            _ = try await eventually("no descriptor of the file is left") {
                try openFiles().contains { $0.contains("/blobs/") } ? nil : true
            }
        }

        private func openFiles() throws -> [String] {
            let folder = "/proc/\(service.processIdentifier)/fd"
            return try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
                try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
            }
        }
    }
}

import Foundation
import Testing

extension EndToEnd {
    @Suite(
        "A disk that is full or read-only", .enabled(if: SmallDisk.isPossible, "needs a mount namespace: unshare -Urm"))
    struct FullDiskTests {
        private let disk: SmallDisk
        private var service: ServiceProcess { disk.service }

        init() async throws { disk = try await SmallDisk(megabytes: 48) }

        @Test("Uploads are refused with 507, what is stored stays, and room makes them work again")
        func full() async throws {
            let stored = try await upload().expecting(201).json(Uploaded.self).fileId
            try disk.fill()
            try await isReady(503)
            for _ in 0..<3 {
                let refused = try await upload()
                #expect(refused.status == 507, "\(refused.text)")
                #expect(try refused.json(Problem.self).code == "storage_full")
            }
            let body = try await service.download(stored)
            #expect(body == Self.content)
            try disk.empty()
            #expect(try await upload().status == 201)
            try await isReady(200)
            #expect(service.isRunning)
        }

        @Test("A chunk that did not fit is not counted; the rest of the upload goes on when there is room")
        func chunks() async throws {
            let size = 4 << 20
            let file = Data("%PDF-1.7\n".utf8) + Data(repeating: 7, count: size - 9)
            let chunk = 1 << 20
            // Sent again, a chunk needs room beside the one that is there.
            let upload = try await service.beginUpload(size: size, chunkSize: chunk)
            func send(_ number: Int) async throws -> HTTPAnswer {
                let offset = number * chunk
                return try await service.chunkRequest(
                    upload, file[offset..<offset + chunk], at: offset, of: size
                ).send(to: service.port)
            }
            _ = try await send(0).expecting(200)
            try disk.fill()
            var stored: Set<Int> = [0]
            for number in 0..<4 {
                let answer = try await send(number)
                #expect([200, 507].contains(answer.status), "\(answer.text)")
                if answer.status == 200 { stored.insert(number) }
            }
            let missing = try await service.uploadStatus(upload).missing
            #expect(Set(missing) == Set(0..<4).subtracting(stored))
            try disk.empty()
            for number in missing { _ = try await send(number).expecting(200) }
            let finished = try await service.completeUpload(upload).expecting(201).json(FinishedUpload.self)
            #expect(finished.sha256 == file.sha256)
        }

        @Test("A read-only directory refuses writes with 503 or 507, still reads, and recovers without a restart")
        func readOnly() async throws {
            let stored = try await upload().expecting(201).json(Uploaded.self).fileId
            try await disk.forbidWriting()
            let refused = try await upload()
            #expect([503, 507].contains(refused.status), "\(refused.text)")
            try await isReady(503)
            #expect(try await service.get("/health/live").status == 200)
            let body = try await service.download(stored)
            #expect(body == Self.content)
            try await disk.allowWriting()
            #expect(try await upload().status == 201)
            try await isReady(200)
        }

        /// Waits for readiness to answer `status`: an answer may be a second old.
        private func isReady(_ status: Int) async throws {
            _ = try await eventually("readiness answers \(status)") {
                try await service.get("/health/ready").status == status ? true : nil
            }
        }

        private static let content = Data("%PDF-1.7\n".utf8) + Data(repeating: 1, count: 1 << 20)

        private func upload() async throws -> HTTPAnswer {
            let file = service.workspace.folder.appending(path: "document.pdf")
            try Self.content.write(to: file)
            return try await service.upload(file, contentType: "application/pdf")
        }

        private struct Problem: Decodable { var code: String }
    }
}

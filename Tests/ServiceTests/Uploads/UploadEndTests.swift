import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Service

/// How uploads in chunks end: completed, refused, aborted.
@Suite(.timeLimit(.minutes(3))) struct UploadEndTests {
    private func openedAndSent(
        _ bytes: ByteBuffer, chunkSize: Int, filename: String = "a.txt", extra: String = "", at service: TestService
    ) async throws -> ChunkedUpload {
        let upload = try await ChunkedUpload.open(
            bytes, chunkSize: chunkSize, filename: filename, extra: extra, at: service)
        for number in 0..<upload.count { try #require(try await upload.send(number).status == .ok) }
        return upload
    }

    @Test func `an upload with chunks missing says which`() async throws {
        try await TestService.run { service async throws in
            let upload = try await ChunkedUpload.open(.pattern(2100), chunkSize: 1, at: service)
            let empty = try await upload.status()
            #expect(empty.missing == Array(0..<1000))
            #expect(empty.totalChunks == 2100)
            for number in [0, 3, 500, 2099] { try await upload.send(number) }
            let status = try await upload.status()
            #expect(status.chunksReceived == 4)
            #expect(status.missing == [1, 2] + (4..<500) + (501...1002))
            #expect(status.state == "open")
            let answer = try await upload.complete()
            #expect(answer.status == .conflict)
            #expect(answer.problemCode == "incomplete_upload")
            struct Problem: Decodable { let missing: [Int] }
            #expect(try answer.json(Problem.self).missing == status.missing)
        }
    }

    @Test func `racing completes with duplicated chunks make one file`() async throws {
        try await TestService.run { service async throws in
            for round in 0..<6 {
                let bytes = ByteBuffer.pattern(40_000, seed: UInt64(round + 1))
                let upload = try await openedAndSent(bytes, chunkSize: 5000, at: service)
                let answers = try await withThrowingTaskGroup(of: TestService.Answer?.self) { group in
                    for number in 0..<32 {
                        group.addTask { try await upload.complete() }
                        group.addTask {
                            let answer = try await upload.send(number % upload.count)
                            #expect([200, 409].contains(answer.status.code))
                            return nil
                        }
                    }
                    return try await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
                }
                #expect(answers.filter { $0.status == .created }.count == 1)
                #expect(answers.filter { $0.status == .ok }.count == 31)
                #expect(Set(answers.map(\.text)).count == 1)
                let file = try #require(answers.first).json(UploadAnswer.self)
                #expect(file.sha256 == bytes.sha256)
                #expect(try await service.ask(.get, file.url).body == bytes)
                #expect(try await upload.status().fileId == file.fileId)
            }
            #expect(service.storedBlobs.count == 6)
        }
    }

    @Test func `racing completes while the last chunk is on its way never lose it`() async throws {
        try await TestService.run { service async throws in
            for round in 0..<10 {
                let upload = try await ChunkedUpload.open(
                    .pattern(3000, seed: UInt64(round + 1)), chunkSize: 1000, at: service)
                try await upload.send(0)
                try await upload.send(2)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<8 {
                        group.addTask {
                            let answer = try await upload.complete()
                            #expect([200, 201, 409].contains(answer.status.code))
                        }
                        group.addTask {
                            let answer = try await upload.send(1)
                            #expect([200, 409].contains(answer.status.code))
                        }
                    }
                    try await group.waitForAll()
                }
                let answer = try await upload.complete()
                #expect([200, 201].contains(answer.status.code))
                #expect(try answer.json(UploadAnswer.self).sha256 == upload.bytes.sha256)
            }
        }
    }

    @Test func `a completed upload stays readable and takes nothing more`() async throws {
        try await TestService.run { service async throws in
            let upload = try await openedAndSent(.pattern(25), chunkSize: 10, at: service)
            let first = try await upload.complete()
            let second = try await upload.complete()
            #expect((first.status, second.status) == (.created, .ok))
            #expect(first.text == second.text)
            #expect(first.headers[.location] == second.headers[.location])
            let status = try await upload.status()
            #expect(status.state == "completed")
            #expect(status.chunksReceived == 3)
            #expect(status.missing == [])
            #expect(try await upload.send(1).problemCode == "conflict")
            #expect(try await upload.abort().problemCode == "conflict")
            let file = try first.json(UploadAnswer.self)
            #expect(try await service.ask(.get, file.url).body == upload.bytes)
            #expect(try await service.ask(.delete, "files/\(file.fileId)").status == .noContent)
            #expect(try await upload.complete().status == .notFound)
            #expect(service.storedBlobs == [])
        }
    }

    @Test func `an aborted upload is gone with its bytes`() async throws {
        try await TestService.run { service async throws in
            let upload = try await openedAndSent(.pattern(25), chunkSize: 10, at: service)
            try await upload.send(1, .pattern(10, seed: 3))
            #expect(service.storedBlobs.count == 2)
            #expect(try await upload.abort().status == .noContent)
            #expect(service.storedBlobs == [])
            #expect(try await upload.abort().status == .notFound)
            #expect(try await upload.send(0).status == .notFound)
            #expect(try await upload.complete().status == .notFound)
            #expect(try await service.ask(.get, "upload/\(upload.id)").status == .notFound)
        }
    }

    @Test func `the last repeat of a chunk counts, and the same bytes again cost nothing`() async throws {
        try await TestService.run { service async throws in
            let upload = try await openedAndSent(.pattern(25), chunkSize: 10, at: service)
            try await upload.send(0)
            #expect(service.storedBlobs.count == 1)
            for seed in [7, 8, 9] as [UInt64] { try await upload.send(0, .pattern(10, seed: seed)) }
            #expect(service.storedBlobs.count == 2)
            #expect(try await upload.status().chunksReceived == 3)
            var expected = ByteBuffer.pattern(10, seed: 9)
            expected.writeImmutableBuffer(try #require(upload.bytes.getSlice(at: 10, length: 15)))
            let file = try await upload.complete().json(UploadAnswer.self)
            #expect(file.sha256 == expected.sha256)
            #expect(try await service.ask(.get, file.url).body == expected)
            #expect(service.storedBlobs.count == 1)
        }
    }

    @Test(arguments: ["not-media.mp4", "playlist-in-disguise.mp4", "truncated-no-index.mp4"])
    func `what cannot be played is refused for good and leaves nothing`(fixture: String) async throws {
        try await TestService.run { service async throws in
            let upload = try await openedAndSent(
                try Fixture.bytes(fixture), chunkSize: 100_000, filename: fixture, at: service)
            let answer = try await upload.complete()
            #expect([415, 422].contains(answer.status.code))
            #expect(service.storedBlobs == [])
            let again = try await upload.complete()
            #expect(again.status == answer.status)
            #expect(again.problemCode == answer.problemCode)
            #expect(try await upload.status().state == "refused")
            #expect(try await upload.send(0).problemCode == "conflict")
            #expect(try await upload.abort().status == .noContent)
            #expect(try await upload.complete().status == .notFound)
        }
    }

    @Test func `an upload goes on after a restart`() async throws {
        let folder = try TemporaryFolder()
        let bytes = ByteBuffer.pattern(25)
        let id = try await TestService.running(in: folder) { service in
            let upload = try await ChunkedUpload.open(bytes, chunkSize: 10, at: service)
            try await upload.send(0)
            try await upload.send(2)
            try await upload.send(2, .pattern(5, seed: 4))
            try await upload.send(2)
            return upload.id
        }
        try await TestService.run(in: folder) { service async throws in
            let upload = ChunkedUpload(service: service, id: id, bytes: bytes, chunkSize: 10, user: "ada")
            #expect(try await upload.status().missing == [1])
            try await upload.send(1)
            #expect(try await upload.complete().json(UploadAnswer.self).sha256 == bytes.sha256)
        }
    }

    @Test func `limits are looked at again when an upload is completed`() async throws {
        let folder = try TemporaryFolder()
        let id = try await TestService.running(in: folder) { service in
            try await openedAndSent(.pattern(25), chunkSize: 10, at: service).id
        }
        try await TestService.run(in: folder, configure: { $0.maxFileSize = 20 }) { service async throws in
            let answer = try await service.ask(.post, "upload/complete/\(id)")
            #expect(answer.status == .contentTooLarge)
            #expect(service.storedBlobs == [])
        }
    }
}

extension TestService {
    /// Runs `work` against a service in `folder` and answers what it gave.
    static func running<Value: Sendable>(
        in folder: TemporaryFolder, _ work: @Sendable (TestService) async throws -> Value
    ) async throws -> Value {
        nonisolated(unsafe) var result: Value?
        try await run(in: folder) { service async throws in result = try await work(service) }
        return try #require(result)
    }
}

import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Service

/// `POST /files/{fileId}/copy`.
@Suite(.timeLimit(.minutes(2))) struct FileCopyTests {
    @Test func `a copy has the same bytes, takes none, and goes its own way`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.stored("shared", filename: "a.txt", project: "p", metadata: #"{"k":1}"#)
            let stored = service.storedBlobs
            let answer = try await service.copy(id)
            #expect(answer.status == .created)
            let copy: FileState = try answer.json()
            let original = try await service.file(id)
            #expect(answer.headers[.location] == "/api/v1/storage/files/\(copy.id)")
            #expect(copy.id != id)
            #expect((copy.filename, copy.projectId, copy.metadata) == (original.filename, "p", original.metadata))
            #expect((copy.size, copy.sha256, copy.contentType) == (original.size, original.sha256, "text/plain"))
            #expect(service.storedBlobs == stored)
            let renamed: FileState = try await service.copy(id, #"{"filename":"b.txt","projectId":null}"#).json()
            #expect((renamed.filename, renamed.projectId) == ("b.txt", nil))
            #expect(try await service.patch(copy.id, #"{"filename":"c.txt"}"#).status == .ok)
            #expect(try await service.file(id) == original)
        }
    }

    @Test(arguments: ["original first", "copy first"])
    func `deleting one keeps the other, deleting both frees the bytes`(order: String) async throws {
        try await TestService.run { service async throws in
            let original = try await service.stored("shared")
            let copy = try await service.copy(original).json(FileState.self).id
            let (first, second) = order == "copy first" ? (copy, original) : (original, copy)
            #expect(try await service.ask(.delete, "files/\(first)").status == .noContent)
            #expect(try await service.ask(.get, "download/\(first)").status == .notFound)
            #expect(try await service.ask(.get, "download/\(second)").text == "shared")
            #expect(try await service.ask(.delete, "files/\(second)").status == .noContent)
            #expect(service.storedBlobs.isEmpty)
        }
    }

    @Test(arguments: [
        (#"{"metadata":{}}"#, "metadata"), (#"{"filename":"../x"}"#, "separator"), (#"{"filename":null}"#, "filename"),
        ("[]", "object"), ("x", "JSON"),
    ])
    func `a bad copy is refused`(body: String, reason: String) async throws {
        try await TestService.run { service async throws in
            let id = try await service.stored("x")
            let answer = try await service.copy(id, body)
            #expect(answer.status == .badRequest)
            #expect(try answer.json(ProblemAnswer.self).detail.contains(reason))
        }
    }

    @Test func `a copy that races with the deletion of the last file either fails or has its bytes`() async throws {
        try await TestService.run { service async throws in
            var outcomes: Set<UInt> = []
            for _ in 0..<25 {
                let id = try await service.stored("shared")
                async let deletion = service.ask(.delete, "files/\(id)")
                async let copying = service.copy(id)
                let (deleted, answer) = (try await deletion, try await copying)
                #expect(deleted.status == .noContent)
                outcomes.insert(UInt(answer.status.code))
                guard answer.status == .created else {
                    #expect(answer.status == .notFound)
                    continue
                }
                let copy = try answer.json(FileState.self).id
                #expect(try await service.ask(.get, "download/\(copy)").text == "shared")
                #expect(try await service.ask(.delete, "files/\(copy)").status == .noContent)
            }
            #expect(outcomes.isSubset(of: [201, 404]))
            #expect(service.storedBlobs.isEmpty)
        }
    }

    @Test func `a copy counts against the quota`() async throws {
        try await TestService.run(configure: { $0.quotaFiles = 2 }) { service async throws in
            let id = try await service.stored("x")
            #expect(try await service.copy(id).status == .created)
            let refused = try await service.copy(id)
            #expect(refused.problemCode == "quota_exceeded")
        }
    }
}

import Crypto
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Service

@Suite(.timeLimit(.minutes(3))) struct ChunkedUploadTests {
    @Test func `a video sent in chunks is what it would be in one piece`() async throws {
        try await TestService.run { service async throws in
            let bytes = try Fixture.bytes("lesson.mp4")
            let upload = try await ChunkedUpload.open(
                bytes, chunkSize: 70_000, filename: "été.mp4",
                extra: """
                    "contentType": "video/mp4", "projectId": "p1", "metadata": {"a": [1, null]}, \
                    "sha256": "\(bytes.sha256.uppercased())"
                    """, at: service)
            for number in 0..<upload.count {
                let answer = try await upload.send(number)
                #expect(answer.status == .ok)
                #expect(
                    try answer.json(ChunkedUpload.Received.self)
                        == .init(
                            uploadId: upload.id, chunkNumber: number, chunksReceived: number + 1,
                            totalChunks: upload.count))
            }
            let answer = try await upload.complete()
            #expect(answer.status == .created)
            let file = try answer.json(UploadAnswer.self)
            #expect(answer.headers[.location] == "/api/v1/storage/files/\(file.fileId)")
            #expect(file.filename == "été.mp4")
            #expect(file.contentType == "video/mp4")
            #expect(file.sha256 == bytes.sha256)
            #expect(file.thumbnailUrl != nil)
            #expect(try await service.ask(.get, file.url).body == bytes)
            let stored = try await service.ask(.get, "files/\(file.fileId)").text
            #expect(stored.contains(#""metadata":{"a":[1,null]}"#))
            #expect(stored.contains(#""projectId":"p1""#))
            #expect(try await service.ask(.get, "stream/\(file.fileId)/manifest.m3u8").status == .ok)
            #expect(!service.storedBlobs.contains { $0.hasPrefix("data/staging/") })
        }
    }

    @Test func `chunks come in any order, in parallel and again`() async throws {
        try await TestService.run { service async throws in
            let bytes = ByteBuffer.pattern(100_001)
            let upload = try await ChunkedUpload.open(bytes, chunkSize: 1000, at: service)
            let order = (Array(0..<upload.count) + Array(0..<upload.count)).shuffled()
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in order { group.addTask { try await upload.send(number).status.code } }
                for try await status in group { #expect(status == 200) }
            }
            #expect(try await upload.status().chunksReceived == upload.count)
            #expect(try await upload.send(100).json(ChunkedUpload.Received.self).chunksReceived == upload.count)
            let file = try await upload.complete().json(UploadAnswer.self)
            #expect(file.sha256 == bytes.sha256)
            #expect(try await service.ask(.get, file.url).body == bytes)
        }
    }
}

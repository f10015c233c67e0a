import Crypto
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Service

@Suite(.timeLimit(.minutes(2))) struct ChunkDigestTests {
    private static let bytes = ByteBuffer.pattern(25)
    private static let chunk = Data(bytes.readableBytesView.prefix(10))
    private static let sha256 = Data(SHA256.hash(data: chunk)).base64EncodedString()
    private static let sha512 = Data(SHA512.hash(data: chunk)).base64EncodedString()
    private static let md5 = Data(Insecure.MD5.hash(data: chunk)).base64EncodedString()
    private static let other = Data(SHA256.hash(data: Data([1]))).base64EncodedString()
    private static let otherMD5 = Data(Insecure.MD5.hash(data: Data([1]))).base64EncodedString()

    @Test(arguments: [
        ("Content-Digest", "sha-256=:\(sha256):", 200),
        ("Content-Digest", "sha-512=:\(sha512):", 200),
        ("Content-Digest", "sha-256=:\(sha256):, sha-512=:\(sha512):", 200),
        ("Content-Digest", "unixsum=:AAAA:, sha-256=:\(sha256):;q=1", 200),
        ("Content-Digest", "crc32c=:AAAA:", 200),
        ("Content-MD5", md5, 200),
        ("Content-Digest", "sha-256=:\(other):", 422),
        ("Content-Digest", "sha-256=:\(sha256):, sha-512=:\(Data(count: 64).base64EncodedString()):", 422),
        ("Content-MD5", otherMD5, 422),
        ("Content-Digest", "sha-256=\(sha256)", 400),
        ("Content-Digest", "sha-256=:\(md5):", 400),
        ("Content-Digest", "sha-256=:!!!:", 400),
        ("Content-Digest", "sha-256", 400),
        ("Content-Digest", "sha-256=:", 400),
        ("Content-MD5", "xyz", 400),
        ("Content-MD5", "", 400),
    ])
    func `a sum that is sent with a chunk is verified`(field: String, value: String, status: Int) async throws {
        try await TestService.run { service async throws in
            let upload = try await ChunkedUpload.open(Self.bytes, chunkSize: 10, at: service)
            let answer = try await upload.send(0, headers: [try #require(HTTPField.Name(field)): value])
            #expect(answer.status.code == status, "\(field): \(value)")
            if status != 200 { #expect(answer.problemCode == (status == 422 ? "digest_mismatch" : "invalid_request")) }
            #expect(try await upload.status().chunksReceived == (status == 200 ? 1 : 0))
        }
    }

    @Test func `a repeat with a wrong sum leaves what was acknowledged`() async throws {
        try await TestService.run { service async throws in
            let upload = try await ChunkedUpload.open(Self.bytes, chunkSize: 10, at: service)
            for number in 0..<3 { try await upload.send(number) }
            let wrong = try await upload.send(1, .pattern(10, seed: 5), headers: [.contentMD5: Self.otherMD5])
            #expect(wrong.problemCode == "digest_mismatch")
            #expect(try await upload.complete().json(UploadAnswer.self).sha256 == Self.bytes.sha256)
        }
    }

    @Test func `a file whose sum is not what was said is no file, until the right bytes come`() async throws {
        try await TestService.run { service async throws in
            let upload = try await ChunkedUpload.open(
                Self.bytes, chunkSize: 10, extra: #""sha256": "\#(Self.bytes.sha256)""#, at: service)
            try await upload.send(0)
            try await upload.send(1, .pattern(10, seed: 5))
            try await upload.send(2)
            for _ in 0..<2 {
                let answer = try await upload.complete()
                #expect(answer.status.code == 422)
                #expect(answer.problemCode == "digest_mismatch")
            }
            #expect(try await upload.status().state == "open")
            #expect(try await upload.send(1).json(ChunkedUpload.Received.self).chunksReceived == 3)
            let answer = try await upload.complete()
            #expect(answer.status == .created)
            #expect(try await service.ask(.get, answer.json(UploadAnswer.self).url).body == Self.bytes)
        }
    }
}

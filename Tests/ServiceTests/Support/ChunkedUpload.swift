import Crypto
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Service

/// One upload in chunks, as a client does it.
struct ChunkedUpload: Sendable {
    let service: TestService
    let id: String
    let bytes: ByteBuffer
    let chunkSize: Int
    let user: String

    /// The answer to `POST /upload/init`.
    struct Opened: Decodable, Equatable {
        let uploadId: String
        let chunkSize: Int
        let totalChunks: Int
        let expiresAt: String
    }

    /// The answer to a chunk.
    struct Received: Decodable, Equatable {
        let uploadId: String
        let chunkNumber: Int
        let chunksReceived: Int
        let totalChunks: Int
    }

    /// The answer to `GET /upload/{uploadId}`.
    struct Status: Decodable, Equatable {
        let uploadId: String
        let state: String
        let filename: String
        let size: Int
        let chunkSize: Int
        let totalChunks: Int
        let chunksReceived: Int
        let missing: [Int]
        let fileId: String?
        let expiresAt: String
    }

    /// Opens an upload of `bytes`; `extra` is more of the JSON body, such as `"projectId": "a"`.
    static func open(
        _ bytes: ByteBuffer, chunkSize: Int, filename: String = "a.txt", extra: String = "", as user: String = "ada",
        at service: TestService
    ) async throws -> ChunkedUpload {
        let body = """
            {"filename": "\(filename)", "size": \(bytes.readableBytes), "chunkSize": \(chunkSize)\
            \(extra.isEmpty ? "" : ", " + extra)}
            """
        let answer = try await service.ask(.post, "upload/init", as: user, body: ByteBuffer(string: body))
        try #require(answer.status == .created, "\(answer.text)")
        return ChunkedUpload(
            service: service, id: try answer.json(Opened.self).uploadId, bytes: bytes, chunkSize: chunkSize, user: user)
    }

    var count: Int { (bytes.readableBytes + chunkSize - 1) / chunkSize }

    /// The bytes of chunk `number`.
    func chunk(_ number: Int) -> ByteBuffer {
        let start = number * chunkSize
        return bytes.getSlice(at: start, length: min(chunkSize, bytes.readableBytes - start)) ?? ByteBuffer()
    }

    /// The `Content-Range` of chunk `number`.
    func range(_ number: Int) -> String {
        let start = number * chunkSize
        return "bytes \(start)-\(start + chunk(number).readableBytes - 1)/\(bytes.readableBytes)"
    }

    /// Sends chunk `number`, with other bytes if they are given.
    @discardableResult
    func send(_ number: Int, _ other: ByteBuffer? = nil, headers: HTTPFields = [:]) async throws -> TestService.Answer {
        var headers = headers
        headers[.contentRange] = range(number)
        return try await service.ask(
            .put, "upload/chunk/\(id)", as: user, headers: headers, body: other ?? chunk(number))
    }

    func status() async throws -> Status {
        try await service.ask(.get, "upload/\(id)", as: user).json(Status.self)
    }

    func complete() async throws -> TestService.Answer {
        try await service.ask(.post, "upload/complete/\(id)", as: user)
    }

    func abort() async throws -> TestService.Answer {
        try await service.ask(.delete, "upload/abort/\(id)", as: user)
    }
}

extension ByteBuffer {
    /// `count` bytes of text that do not repeat within a chunk, the same for the same `seed`.
    static func pattern(_ count: Int, seed: UInt64 = 1) -> ByteBuffer {
        var state = seed
        return ByteBuffer(
            bytes: (0..<count).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(ascii: "a") + UInt8((state >> 33) % 26)
            })
    }

    /// The SHA-256 in hexadecimal.
    var sha256: String { Identifier.hex(SHA256.hash(data: Data(readableBytesView))) }
}

import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Service

/// What the chunk protocol refuses, and that it changes nothing.
@Suite(.timeLimit(.minutes(2))) struct ChunkRefusalTests {
    @Test(arguments: [
        ("{", 400, "invalid_request"),
        ("[]", 400, "invalid_request"),
        (#"{"size": 5}"#, 400, "invalid_request"),
        (#"{"filename": "a.txt"}"#, 400, "invalid_request"),
        (#"{"filename": 7, "size": 5}"#, 400, "invalid_request"),
        (#"{"filename": "", "size": 5}"#, 400, "invalid_request"),
        (#"{"filename": "../a", "size": 5}"#, 400, "invalid_request"),
        (#"{"filename": "a\u0000b", "size": 5}"#, 400, "invalid_request"),
        (#"{"filename": "a\r\nb", "size": 5}"#, 400, "invalid_request"),
        (#"{"filename": "a.txt", "size": "5"}"#, 400, "invalid_request"),
        (#"{"filename": "a.txt", "size": 5.5}"#, 400, "invalid_request"),
        (#"{"filename": "a.txt", "size": -1}"#, 400, "invalid_request"),
        (#"{"filename": "a.txt", "size": 1e30}"#, 400, "invalid_request"),
        (#"{"filename": "a.txt", "size": 0}"#, 400, "empty_file"),
        (#"{"filename": "a.txt", "size": 1000001}"#, 413, "payload_too_large"),
        (#"{"filename": "a.txt", "size": 9223372036854775807, "chunkSize": 1073741824}"#, 400, "invalid_request"),
        (#"{"filename": "a.txt", "size": 5, "chunkSize": 0}"#, 400, "invalid_request"),
        (#"{"filename": "a.txt", "size": 5, "chunkSize": -3}"#, 400, "invalid_request"),
        (#"{"filename": "a.txt", "size": 5, "chunkSize": 1073741825}"#, 400, "invalid_request"),
        (#"{"filename": "a.txt", "size": 200000, "chunkSize": 1}"#, 400, "invalid_request"),
        (#"{"filename": "a.txt", "size": 5, "metadata": []}"#, 400, "invalid_request"),
        (
            #"{"filename": "a.txt", "size": 5, "metadata": "# + String(repeating: #"{"a":"#, count: 40) + "1"
                + String(repeating: "}", count: 41), 400, "invalid_request"
        ),
        (#"{"filename": "a.txt", "size": 5, "projectId": "a\nb"}"#, 400, "invalid_request"),
        (#"{"filename": "a.txt", "size": 5, "sha256": "abc"}"#, 400, "invalid_request"),
        (#"{"filename": "a.txt", "size": 5, "contentType": "text"}"#, 400, "invalid_request"),
        (#"{"filename": "a.txt", "size": 5, "contentType": "application/zip"}"#, 415, "unsupported_media_type"),
    ])
    func `an upload that cannot be is not begun`(body: String, status: Int, code: String) async throws {
        try await TestService.run(
            configure: {
                $0.maxFileSize = 1_000_000
                $0.allowedContentTypes = ["text/*", "video/*"]
            }
        ) { service async throws in
            let answer = try await service.ask(.post, "upload/init", body: ByteBuffer(string: body))
            #expect(answer.status.code == status, "\(body): \(answer.text)")
            #expect(answer.problemCode == code, "\(body)")
            #expect(service.storedBlobs == [])
        }
    }

    @Test func `an announcement is bounded`() async throws {
        try await TestService.run { service async throws in
            let body = #"{"filename": "a", "size": 5, "metadata": {"a": ""# + String(repeating: "x", count: 300_000)
            #expect(try await service.ask(.post, "upload/init", body: ByteBuffer(string: body)).status.code == 413)
        }
    }

    @Test func `what is not said takes its default`() async throws {
        try await TestService.run { service async throws in
            let body = ByteBuffer(string: #"{"filename": "a.bin", "size": 7340032, "metadata": null}"#)
            let answer = try await service.ask(.post, "upload/init", body: body)
            let opened = try answer.json(ChunkedUpload.Opened.self)
            #expect(opened.chunkSize == 5_242_880)
            #expect(opened.totalChunks == 2)
            #expect(answer.headers[.location] == "/api/v1/storage/upload/\(opened.uploadId)")
        }
    }

    @Test func `a wrong Content-Range is refused before anything is stored`() async throws {
        let wrong: [(String?, Int, Int)] = [
            (nil, 10, 400),
            ("bytes=0-9/25", 10, 400),
            ("items 0-9/25", 10, 400),
            ("bytes 0-9/26", 10, 400),
            ("bytes 9-0/25", 10, 400),
            ("bytes 5-14/25", 10, 400),
            ("bytes 0-4/25", 5, 400),
            ("bytes 0-19/25", 20, 400),
            ("bytes 10-24/25", 15, 400),
            ("bytes a-b/25", 10, 400),
            ("bytes -9/25", 10, 400),
            ("bytes 0-/25", 10, 400),
            ("bytes 0-9-9/25", 10, 400),
            ("bytes 0-9/25/25", 10, 400),
            ("bytes +0-9/25", 10, 400),
            ("bytes 0-9/-25", 10, 400),
            ("bytes */25", 10, 400),
            ("bytes 0-99999999999999999999/25", 10, 400),
            ("bytes ٠-٩/25", 10, 400),
            ("bytes 20-29/25", 10, 416),
            ("bytes 30-39/25", 10, 416),
            ("bytes 0-25", 26, 416),
        ]
        try await TestService.run { service async throws in
            let upload = try await ChunkedUpload.open(.pattern(25), chunkSize: 10, at: service)
            for (range, count, status) in wrong {
                var headers: HTTPFields = [:]
                headers[.contentRange] = range
                let answer = try await service.ask(
                    .put, "upload/chunk/\(upload.id)", headers: headers, body: .pattern(count))
                #expect(answer.status.code == status, "\(range ?? "none"): \(answer.text)")
                #expect(answer.problemCode == (status == 416 ? "range_not_satisfiable" : "invalid_request"))
                if status == 416 { #expect(answer.headers[.contentRange] == "bytes */25") }
            }
            #expect(try await upload.status().chunksReceived == 0)
        }
    }

    @Test(arguments: ["bytes 0-9/25", "bytes 0-9", "bytes 0-9/*", "Bytes 0-9/25"])
    func `a right Content-Range is taken in each of its forms`(range: String) async throws {
        try await TestService.run { service async throws in
            let upload = try await ChunkedUpload.open(.pattern(25), chunkSize: 10, at: service)
            let answer = try await service.ask(
                .put, "upload/chunk/\(upload.id)", headers: [.contentRange: range], body: upload.chunk(0))
            #expect(answer.status == .ok)
            #expect(try await upload.status().missing == [1, 2])
        }
    }

    @Test func `a chunk longer or shorter than it says is not counted`() async throws {
        try await TestService.run { service async throws in
            let upload = try await ChunkedUpload.open(.pattern(25), chunkSize: 10, at: service)
            for count in [0, 9, 11, 25] {
                // With and without a Content-Length that gives it away.
                for headers in [[:], [.contentLength: String(count)]] as [HTTPFields] {
                    let answer = try await upload.send(0, .pattern(count, seed: 9), headers: headers)
                    #expect(answer.status == .badRequest)
                    #expect(answer.problemCode == "invalid_request")
                }
            }
            #expect(try await upload.status().missing == [0, 1, 2])
            for number in 0..<3 { try await upload.send(number) }
            #expect(try await upload.complete().json(UploadAnswer.self).sha256 == upload.bytes.sha256)
        }
    }

    @Test func `every endpoint hides the uploads of others`() async throws {
        try await TestService.run { service async throws in
            let upload = try await ChunkedUpload.open(.pattern(20), chunkSize: 10, at: service)
            try await upload.send(0)
            let unknown = Identifier.random()
            for id in [upload.id, unknown, "x", "..%2F..%2Fetc"] {
                let asked: [(HTTPRequest.Method, String)] = [
                    (.put, "upload/chunk/\(id)"), (.get, "upload/\(id)"), (.post, "upload/complete/\(id)"),
                    (.delete, "upload/abort/\(id)"),
                ]
                for (method, path) in asked {
                    let answer = try await service.ask(
                        method, path, as: "eve", headers: [.contentRange: "bytes 10-19/20"],
                        body: method == .put ? upload.chunk(1) : nil)
                    #expect(answer.status == .notFound, "\(method) \(path)")
                    #expect(answer.problemCode == "not_found", "\(method) \(path)")
                }
            }
            #expect(try await upload.status().missing == [1])
            let nobody = try await service.ask(.put, "upload/chunk/\(upload.id)", as: nil, body: upload.chunk(1))
            #expect(nobody.status == .unauthorized)
            let other = try await service.ask(
                .get, "upload/\(upload.id)", as: "back-end", scope: "storage:admin")
            #expect(other.status == .ok)
        }
    }
}

import Crypto
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Service

@Suite(.timeLimit(.minutes(5))) struct UploadTests {
    @Test func `a folder for half-written files that has been tidied away is made again`() async throws {
        try await TestService.run { service async throws in
            try FileManager.default.removeItem(atPath: service.folder.path + "/data/staging")
            #expect(try await service.upload(ByteBuffer(string: "x"), filename: "a.txt").status == .created)
        }
    }

    @Test func `an uploaded video is described, stored and readable`() async throws {
        try await TestService.run { service async throws in
            let bytes = try Fixture.bytes("lesson.mp4")
            let answer = try await service.upload(
                bytes, filename: "été \"1\" 🎬.mp4", type: "video/mp4", before: [("projectId", "p1")],
                after: [("metadata", #"{"a":{"b":[1,2.5,null,true]}}"#)])
            #expect(answer.status == .created)
            let upload = try answer.json(UploadAnswer.self)
            #expect(upload.filename == "été \"1\" 🎬.mp4")
            #expect(upload.contentType == "video/mp4")
            #expect(upload.size == bytes.readableBytes)
            #expect(upload.sha256 == Identifier.hex(SHA256.hash(data: Data(bytes.readableBytesView))))
            #expect(answer.headers[.location] == "/api/v1/storage/files/\(upload.fileId)")
            #expect(upload.createdAt.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
            let file = try await service.ask(.get, "files/\(upload.fileId)")
            #expect(file.text.contains(#""metadata":{"a":{"b":[1,2.5,null,true]}}"#))
            #expect(file.text.contains(#""projectId":"p1""#))
            #expect(file.text.contains(#""kind":"video""#))
            let download = try await service.ask(.get, upload.url)
            #expect(download.body == bytes)
            #expect(download.headers[.contentDisposition]?.contains("filename*=UTF-8''%C3%A9t%C3%A9%20%221%22") == true)
            let thumbnail = try await service.ask(.get, try #require(upload.thumbnailUrl))
            #expect(thumbnail.status == .ok)
            #expect(thumbnail.headers[.contentType] == "image/jpeg")
        }
    }

    @Test(arguments: [
        "not-media.mp4", "playlist-in-disguise.mp4", "concat-in-disguise.mp4", "dash-in-disguise.mp4",
        "truncated-no-index.mp4",
    ])
    func `what is no playable media is refused and leaves nothing`(fixture: String) async throws {
        try await TestService.run { service async throws in
            for type in [nil, "video/mp4", "application/octet-stream"] {
                let answer = try await service.upload(try Fixture.bytes(fixture), filename: fixture, type: type)
                #expect([415, 422].contains(answer.status.code))
                #expect(["unsupported_media_type", "unprocessable_media"].contains(answer.problemCode))
                #expect(service.storedBlobs == [])
            }
            let random = ByteBuffer(bytes: (0..<100_000).map { _ in UInt8.random(in: 1...255) })
            #expect(try await service.upload(random, filename: "noise.mp4").status == .unsupportedMediaType)
            let headed = ByteBuffer(
                bytes: [0, 0, 0, 16] + Array("ftypisom\0\0\0\0".utf8) + Array(random.readableBytesView))
            #expect([415, 422].contains(try await service.upload(headed, filename: "noise.mp4").status.code))
            #expect(service.storedBlobs == [])
            #expect(try await service.ask(.get, "/health/live", as: nil).status == .ok)
        }
    }

    @Test func `a file that is no media is stored as what it is`() async throws {
        try await TestService.run { service async throws in
            let answer = try await service.upload(ByteBuffer(string: "a,b\n1,2\n"), filename: "t.csv", type: "text/csv")
            let upload = try answer.json(UploadAnswer.self)
            #expect(upload.contentType == "text/csv")
            #expect(upload.thumbnailUrl == nil)
            #expect(
                try await service.ask(.get, "stream/\(upload.fileId)/manifest.m3u8").status == .unsupportedMediaType)
            let audio = try await service.upload(try Fixture.bytes("audio-only.m4a"), filename: "a.m4a").json(
                UploadAnswer.self)
            #expect(audio.contentType == "audio/mp4")
        }
    }

    private struct Refusal: Sendable {
        var name: String
        var body: String
        var contentType = "multipart/form-data; boundary=b"
        var status = 400
        var code = "invalid_request"
    }

    private static let part = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n"
    private static let refusals = [
        Refusal(name: "no form", body: "{}", contentType: "application/json"),
        Refusal(name: "no boundary", body: "", contentType: "multipart/form-data"),
        Refusal(name: "nothing", body: ""),
        Refusal(name: "no file", body: "--b\r\nContent-Disposition: form-data; name=\"projectId\"\r\n\r\nx\r\n--b--"),
        Refusal(
            name: "file without a name", body: "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--b--"),
        Refusal(name: "two files", body: part + "x\r\n" + part + "y\r\n--b--"),
        Refusal(name: "empty file", body: part + "\r\n--b--", code: "empty_file"),
        Refusal(name: "no end", body: part + "hello"),
        Refusal(
            name: "metadata that is no object",
            body: "--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n[1]\r\n--b--"),
        Refusal(
            name: "metadata too deep",
            body: "--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n"
                + String(repeating: #"{"a":"#, count: 40) + "1" + String(repeating: "}", count: 40) + "\r\n--b--"),
        Refusal(
            name: "metadata twice",
            body: String(repeating: "--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{}\r\n", count: 2)
                + "--b--"),
        Refusal(name: "a path for a name", body: part.replacing("a.txt", with: "../a.txt") + "x\r\n--b--"),
        Refusal(name: "an empty name", body: part.replacing("a.txt", with: "") + "x\r\n--b--"),
        Refusal(
            name: "a name of 300 bytes",
            body: part.replacing("a.txt", with: String(repeating: "a", count: 300)) + "x\r\n--b--"),
        Refusal(
            name: "a text field of 100 kB",
            body: "--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n"
                + String(repeating: "x", count: 100_000)
                + "\r\n--b--", status: 413, code: "payload_too_large"),
    ]

    @Test(arguments: 0..<refusals.count)
    func `a form that cannot be taken is refused and leaves nothing`(number: Int) async throws {
        let refusal = Self.refusals[number]
        try await TestService.run { service async throws in
            let answer = try await service.ask(
                .post, "upload", headers: [.contentType: refusal.contentType], body: ByteBuffer(string: refusal.body))
            #expect(answer.status.code == refusal.status, "\(refusal.name)")
            #expect(answer.problemCode == refusal.code, "\(refusal.name)")
            #expect(service.storedBlobs == [], "\(refusal.name)")
        }
    }

    @Test func `a file over the limit is refused and leaves nothing`() async throws {
        try await TestService.run(configure: { $0.maxFileSize = 100_000 }) { service async throws in
            let answer = try await service.upload(try Fixture.bytes("lesson.mp4"))
            #expect(answer.status == .contentTooLarge)
            #expect(answer.problemCode == "payload_too_large")
            #expect(service.storedBlobs == [])
            #expect(
                try await service.upload(ByteBuffer(repeating: 65, count: 100_000), filename: "a.txt").status
                    == .created)
        }
    }

    @Test func `types outside the allow list are refused`() async throws {
        try await TestService.run(configure: { $0.allowedContentTypes = ["video/*"] }) { service async throws in
            #expect(
                try await service.upload(ByteBuffer(string: "hi"), filename: "a.txt").status == .unsupportedMediaType)
            #expect(try await service.upload(try Fixture.bytes("tiny.mp4")).status == .created)
        }
    }

    @Test func `deleting takes the bytes and everything made from them`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.uploaded("tiny.mp4")
            let other = try await service.uploaded("tiny.mp4")
            #expect(try await service.ask(.get, "stream/\(id)/thumbnail").status == .ok)
            let before = service.storedBlobs.count
            #expect(try await service.ask(.delete, "files/\(id)", as: "eve").status == .notFound)
            #expect(try await service.ask(.delete, "files/\(id)").status == .noContent)
            #expect(service.storedBlobs.count == before / 2)
            #expect(service.folder.files().filter { $0.hasPrefix("data/cache/") } == [])
            for path in ["files/\(id)", "download/\(id)", "stream/\(id)", "stream/\(id)/manifest.m3u8"] {
                #expect(try await service.ask(.get, path).status == .notFound)
            }
            #expect(try await service.ask(.delete, "files/\(id)").status == .notFound)
            #expect(try await service.ask(.get, "files/\(other)").status == .ok)
        }
    }

    @Test func `downloads answer ranges and conditions`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.upload(ByteBuffer(string: "0123456789"), filename: "a.txt").json(
                UploadAnswer.self
            ).fileId
            let whole = try await service.ask(.get, "download/\(id)")
            let tag = try #require(whole.headers[.eTag])
            #expect(whole.headers[.contentLength] == "10")
            let part = try await service.ask(.get, "download/\(id)", headers: [.range: "bytes=2-4"])
            #expect(part.status == .partialContent)
            #expect(part.text == "234")
            #expect(part.headers[.contentRange] == "bytes 2-4/10")
            #expect(part.headers[.contentLength] == "3")
            let outside = try await service.ask(.get, "download/\(id)", headers: [.range: "bytes=10-"])
            #expect(outside.status == .rangeNotSatisfiable)
            #expect(outside.headers[.contentRange] == "bytes */10")
            #expect(try await service.ask(.get, "download/\(id)", headers: [.ifNoneMatch: tag]).status == .notModified)
            let stale = try await service.ask(
                .get, "download/\(id)", headers: [.range: "bytes=2-4", .ifRange: "\"x\""])
            #expect(stale.status == .ok)
            let head = try await service.ask(.head, "download/\(id)")
            #expect(head.headers[.contentLength] == "10")
            #expect(head.body.readableBytes == 0)
        }
    }
}

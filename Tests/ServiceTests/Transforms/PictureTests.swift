import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Service

/// Pictures of other sizes and formats over HTTP. The pages of a small document are the pictures to start from.
@Suite(.timeLimit(.minutes(2))) struct PictureTests {
    /// What tests read of a file that is a picture.
    private struct Made: Decodable {
        struct Media: Decodable {
            let kind: String
            let width: Int?
            let height: Int?
            let pages: Int?
            let container: String?
            let blurHash: String?
        }
        let id: String
        let filename: String
        let contentType: String
        let size: Int
        let thumbnailUrl: String?
        let media: Media
    }

    /// Page 1 of a document as a PNG of 40 dots to the inch.
    private func page(_ service: TestService, as user: String = "ada") async throws -> Made {
        let document = try await service.uploaded("numbered.pdf", as: user)
        let answer = try await service.ask(
            .post, "transform/convert", as: user,
            body: ByteBuffer(string: #"{"fileId": "\#(document)", "format": "png", "page": 2, "dpi": 40}"#))
        #expect(answer.status == .created, "\(answer.text)")
        return try answer.json()
    }

    private func resize(
        _ service: TestService, _ id: String, _ wishes: String, accept: String? = nil
    ) async throws -> TestService.Answer {
        try await service.ask(
            .post, "transform/resize", headers: accept.map { [.accept: $0] } ?? [:],
            body: ByteBuffer(string: #"{"fileId": "\#(id)", \#(wishes)}"#))
    }

    @Test func `a page becomes a file of its own, which is described and has a thumbnail`() async throws {
        try await TestService.run { service async throws in
            let made = try await page(service)
            #expect(made.filename == "numbered.png")
            #expect(made.contentType == "image/png")
            #expect(made.media.kind == "image" && made.media.container == "png")
            let width = try #require(made.media.width)
            let height = try #require(made.media.height)
            #expect(width > 100 && height > 100)
            #expect(made.media.blurHash?.count == 28)
            let download = try await service.ask(.get, "download/\(made.id)")
            #expect(download.body.readableBytes == made.size)
            #expect(download.body.getBytes(at: 0, length: 4) == [0x89, 0x50, 0x4E, 0x47])
            let thumbnail = try await service.ask(.get, try #require(made.thumbnailUrl) + "?width=32&format=webp")
            #expect(thumbnail.status == .ok)
            #expect(thumbnail.headers[.contentType] == "image/webp")
            #expect(thumbnail.body.getString(at: 8, length: 4) == "WEBP")
        }
    }

    @Test(
        arguments: [
            (#""width": 50"#, 50, nil), (#""height": 40"#, nil, 40),
            (#""width": 30, "height": 30, "fit": "cover""#, 30, 30),
            (##""width": 64, "height": 16, "fit": "contain", "background": "#ff0000""##, 64, 16),
            (#""width": 20, "height": 90, "fit": "fill""#, 20, 90), (#""width": 25, "dpr": 2"#, 50, nil),
        ] as [(String, Int?, Int?)])
    func `a resize has the size that was asked for`(wishes: String, width: Int?, height: Int?) async throws {
        try await TestService.run { service async throws in
            let source = try await page(service)
            let answer = try await resize(service, source.id, wishes)
            #expect(answer.status == .created, "\(answer.text)")
            let made = try answer.json(Made.self)
            if let width { #expect(made.media.width == width) }
            if let height { #expect(made.media.height == height) }
            #expect(made.contentType == "image/png")
        }
    }

    @Test func `bytes are answered without a new file, from the cache the second time`() async throws {
        try await TestService.run { service async throws in
            let source = try await page(service)
            let first = try await resize(service, source.id, #""width": 40, "format": "auto""#, accept: "image/webp")
            #expect(first.status == .ok)
            #expect(first.headers[.contentType] == "image/webp")
            #expect(first.headers[.vary] == "Accept")
            let made = service.runner.recipes.value
            let second = try await resize(service, source.id, #""width": 40, "format": "webp", "store": false"#)
            #expect(second.body == first.body)
            #expect(second.headers[.eTag] == first.headers[.eTag])
            #expect(service.runner.recipes.value == made)
            let files = try await service.ask(.get, "files").text
            #expect(files.components(separatedBy: #""id":"#).count == 3)
        }
    }

    @Test(arguments: [
        (#"{"format": "png"}"#, 400, "fileId"), (#"{"fileId": "FILE"}"#, 400, "format"),
        (#"{"fileId": "FILE", "format": "bmp"}"#, 400, "one of"),
        (#"{"fileId": "FILE", "format": "heic"}"#, 400, "one of"),
        (#"{"fileId": "FILE", "format": "png", "quality": 101}"#, 400, "quality"),
        (#"{"fileId": "FILE", "format": "png", "qualty": 80}"#, 400, "qualty"),
        (#"{"fileId": "FILE", "format": "png", "background": "red"}"#, 400, "background"),
        (#"{"fileId": "FILE", "format": "png", "page": 4000}"#, 404, "not_found"),
        (#"["fileId"]"#, 400, "object"), ("", 400, "object"),
        (#"{"fileId": "00000000000000000000000000000000", "format": "png"}"#, 404, "not_found"),
        (#"{"fileId": "../../etc/passwd", "format": "png"}"#, 404, "not_found"),
    ])
    func `a conversion that cannot be is refused and says why`(body: String, status: Int, word: String) async throws {
        try await TestService.run { service async throws in
            let id = try await service.uploaded("numbered.pdf")
            let answer = try await service.ask(
                .post, "transform/convert", body: ByteBuffer(string: body.replacing("FILE", with: id)))
            #expect(answer.status.code == status, "\(answer.text)")
            #expect(answer.text.contains(word), "\(answer.text)")
        }
    }

    @Test func `what is no picture, damaged, locked or another's is refused`() async throws {
        try await TestService.run { service async throws in
            func convert(_ id: String, _ more: String = "", as user: String = "ada") async throws -> TestService.Answer
            {
                try await service.ask(
                    .post, "transform/convert", as: user,
                    body: ByteBuffer(string: #"{"fileId": "\#(id)", "format": "png"\#(more)}"#))
            }
            let text = try await convert(try await service.stored("just text"))
            #expect(text.status == .unsupportedMediaType)
            let video = try await convert(try await service.uploaded("tiny.mp4"))
            #expect(video.status == .unsupportedMediaType)
            let torn = try #require(try Fixture.bytes("numbered.pdf").getSlice(at: 0, length: 300))
            let upload = try await service.upload(torn, filename: "torn.pdf").json(UploadAnswer.self)
            #expect(upload.thumbnailUrl == nil)
            #expect(try await convert(upload.fileId).problemCode == "unprocessable_media")
            let locked = try await service.uploaded("locked.pdf")
            #expect(try await convert(locked).problemCode == "unprocessable_media")
            #expect(try await convert(locked, #", "password": "wrong""#).problemCode == "unprocessable_media")
            let own = try await page(service)
            #expect(try await convert(own.id, as: "eve").status == .notFound)
        }
    }

    @Test func `many who want the same picture cause one piece of work`() async throws {
        try await TestService.run { service async throws in
            let source = try await page(service)
            let before = service.runner.recipes.value
            try await withThrowingTaskGroup(of: TestService.Answer.self) { group in
                for _ in 0..<12 {
                    group.addTask { try await resize(service, source.id, #""width": 33, "store": false"#) }
                }
                for try await answer in group { #expect(answer.status == .ok) }
            }
            #expect(service.runner.recipes.value == before + 1)
        }
    }
}

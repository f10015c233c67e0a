import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Service

/// Recognition over HTTP, of a page that was drawn from a document with known text.
@Suite(.timeLimit(.minutes(3))) struct RecognitionTests {
    private struct Answer: Decodable {
        struct Box: Decodable { let x, y, width, height: Double }
        struct Block: Decodable {
            let text: String
            let boundingBox: Box
            let confidence: Double?
        }
        struct Page: Decodable {
            let pageNumber: Int
            let text: String
            let width, height: Double
            let unit: String
            let source: String
            let blocks: [Block]
        }
        let text: String
        let confidence: Double?
        let pages: [Page]
        let engine: String
    }

    /// Page 2 of `numbered.pdf`, "This is page 2.", as a PNG.
    private func picture(_ service: TestService) async throws -> String {
        struct Made: Decodable { let id: String }
        let document = try await service.uploaded("numbered.pdf")
        let answer = try await service.ask(
            .post, "transform/convert",
            body: ByteBuffer(string: #"{"fileId": "\#(document)", "format": "png", "page": 2, "dpi": 200}"#))
        return try answer.json(Made.self).id
    }

    private func recognise(
        _ service: TestService, _ id: String, _ more: String = "", headers: HTTPFields = [:], as user: String = "ada"
    ) async throws -> TestService.Answer {
        try await service.ask(
            .post, "transform/ocr", as: user, headers: headers,
            body: ByteBuffer(string: #"{"fileId": "\#(id)", "language": "en"\#(more)}"#))
    }

    @Test func `an image is read, once, and what was read goes with it`() async throws {
        try await TestService.run { service async throws in
            let id = try await picture(service)
            let answer = try await recognise(service, id)
            #expect(answer.status == .ok, "\(answer.text)")
            let read = try answer.json(Answer.self)
            #expect(read.text.trimmingCharacters(in: .whitespacesAndNewlines) == "This is page 2.")
            #expect(read.engine == "tesseract")
            let page = try #require(read.pages.first)
            #expect(page.unit == "pixel" && page.source == "ocr")
            let block = try #require(page.blocks.first)
            #expect(try #require(block.confidence) > 0.8)
            #expect(block.boundingBox.x >= 0 && block.boundingBox.x + block.boundingBox.width <= page.width)
            let recipes = service.runner.recipes.value
            #expect(try await recognise(service, id).json(Answer.self).text == read.text)
            let plain = try await recognise(service, id, headers: [.accept: "text/plain"])
            #expect(plain.text == read.text)
            for (output, type, start) in [
                ("hocr", "text/vnd.hocr+html; charset=utf-8", "<?xml"),
                ("alto", "application/alto+xml; charset=utf-8", "<?xml"),
            ] {
                let document = try await recognise(service, id, #", "output": "\#(output)""#)
                #expect(document.headers[.contentType] == type)
                #expect(document.text.hasPrefix(start) && document.text.contains("page"), "\(document.text.prefix(80))")
            }
            #expect(service.runner.recipes.value == recipes)
        }
    }

    @Test func `a document's own text is taken as it is, and the searchable document is a document`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.uploaded("numbered.pdf")
            let read = try await recognise(service, id, #", "pages": "2-3""#).json(Answer.self)
            #expect(read.pages.map(\.source) == ["native", "native"])
            #expect(read.pages.map(\.unit) == ["point", "point"])
            #expect(read.pages[0].text.contains("This is page 2."))
            #expect(read.confidence == nil)
            let whole = try await service.uploaded("columns.pdf")
            let searchable = try await recognise(service, whole, #", "output": "pdf""#)
            #expect(searchable.headers[.contentType] == "application/pdf")
            #expect(searchable.body.getString(at: 0, length: 5) == "%PDF-")
        }
    }

    @Test func `in the background a job tells how far it is, and the answer is there when it has succeeded`()
        async throws
    {
        struct Job: Decodable {
            let jobId: String
            let kind: String
            let state: String
            let progress: Double
            let result: [String: JSONValue]?
        }
        try await TestService.run { service async throws in
            let id = try await picture(service)
            let accepted = try await recognise(service, id, headers: [.prefer: "respond-async"])
            #expect(accepted.status == .accepted)
            #expect(accepted.headers[.preferenceApplied] == "respond-async")
            let job = try accepted.json(Job.self)
            #expect(job.kind == "ocr")
            #expect(accepted.headers[.location] == "\(TestService.base)/jobs/\(job.jobId)")
            try await eventually {
                try await service.ask(.get, "jobs/\(job.jobId)").json(Job.self).state == "succeeded"
            }
            let ended = try await service.ask(.get, "jobs/\(job.jobId)").json(Job.self)
            #expect(ended.progress == 1)
            #expect(ended.result?["pagesRead"] == .integer(1))
            let recipes = service.runner.recipes.value
            #expect(try await recognise(service, id).json(Answer.self).text.contains("page 2"))
            #expect(service.runner.recipes.value == recipes)
        }
    }

    @Test func `unknown languages, locked documents, other kinds of file and other users`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.uploaded("numbered.pdf")
            let unknown = try await service.ask(
                .post, "transform/ocr", body: ByteBuffer(string: #"{"fileId": "\#(id)", "language": "tlh"}"#))
            #expect(unknown.status == .badRequest && unknown.problemCode == "unsupported_language")
            #expect(unknown.text.contains("en") && unknown.text.contains("fr"))
            let locked = try await service.uploaded("locked.pdf")
            #expect(try await recognise(service, locked).problemCode == "unprocessable_media")
            let hidden = try await recognise(
                service, locked, #", "password": "x""#, headers: [.prefer: "respond-async"])
            #expect(hidden.problemCode == "invalid_request")
            #expect(try await recognise(service, try await service.stored("text")).status == .unsupportedMediaType)
            #expect(try await recognise(service, id, as: "eve").status == .notFound)
        }
    }
}

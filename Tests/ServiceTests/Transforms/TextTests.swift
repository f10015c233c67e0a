import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Service

/// The text of documents over HTTP.
@Suite(.timeLimit(.minutes(2))) struct TextTests {
    private struct Answer: Decodable {
        struct Page: Decodable {
            let pageNumber: Int
            let text: String
        }
        let text: String
        let pageCount: Int
        let pages: [Page]
        let processingTime: Double
    }

    private func extract(
        _ service: TestService, _ id: String, _ more: String = "", headers: HTTPFields = [:], as user: String = "ada"
    ) async throws -> TestService.Answer {
        try await service.ask(
            .post, "transform/extract-text", as: user, headers: headers,
            body: ByteBuffer(string: #"{"fileId": "\#(id)"\#(more)}"#))
    }

    @Test func `all pages, some pages, and the text alone`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.uploaded("numbered.pdf")
            let all = try await extract(service, id).json(Answer.self)
            #expect(all.pages.map(\.pageNumber) == Array(1...all.pageCount))
            #expect(all.pageCount > 3)
            #expect(all.pages[..<3].map(\.text) == (1...3).map { "This is page \($0)." })
            #expect(all.text == all.pages.map(\.text).joined(separator: "\u{0C}"))
            let some = try await extract(service, id, #", "pages": "2-3""#).json(Answer.self)
            #expect(some.pageCount == all.pageCount)
            #expect(some.pages.map(\.text) == all.pages[1...2].map(\.text))
            let plain = try await extract(service, id, #", "pages": "2""#, headers: [.accept: "text/plain"])
            #expect(plain.headers[.contentType] == "text/plain; charset=utf-8")
            #expect(plain.text == all.pages[1].text)
        }
    }

    @Test func `what was read is kept with the file and goes with it`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.uploaded("numbered.pdf")
            let first = try await extract(service, id).json(Answer.self)
            let read = service.runner.recipes.value
            let second = try await extract(service, id).json(Answer.self)
            #expect(second.text == first.text)
            #expect(service.runner.recipes.value == read)
            #expect(service.storedBlobs.contains { $0.contains("/text/") })
            #expect(try await service.ask(.delete, "files/\(id)").status == .noContent)
            #expect(service.storedBlobs == [])
        }
    }

    @Test func `passwords, wrong pages, other types and other users`() async throws {
        try await TestService.run { service async throws in
            let locked = try await service.uploaded("locked.pdf")
            #expect(try await extract(service, locked).problemCode == "unprocessable_media")
            let id = try await service.uploaded("numbered.pdf")
            #expect(try await extract(service, id, #", "pages": "9999""#).problemCode == "invalid_request")
            #expect(try await extract(service, id, #", "pages": "x""#).problemCode == "invalid_request")
            #expect(try await extract(service, try await service.stored("text")).status == .unsupportedMediaType)
            #expect(try await extract(service, id, as: "eve").status == .notFound)
        }
    }
}

import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Service

/// `GET` and `HEAD /download/{fileId}`, through the router.
@Suite(.timeLimit(.minutes(2))) struct DownloadTests {
    private static let text = "0123456789abcdef"

    @Test func `a download says what it is and lets nothing run`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.stored(Self.text, filename: "na\"me é.txt")
            let answer = try await service.ask(.get, "download/\(id)")
            #expect(answer.status == .ok)
            #expect(answer.text == Self.text)
            let sha256 = try await service.file(id).sha256
            let expected: HTTPFields = [
                .contentType: "text/plain", .contentLength: "16", .eTag: "\"\(sha256)\"", .acceptRanges: "bytes",
                .xContentTypeOptions: "nosniff", .contentSecurityPolicy: "sandbox",
                .contentDisposition: "attachment; filename=\"na_me _.txt\"; filename*=UTF-8''na%22me%20%C3%A9.txt",
                .cacheControl: "private, no-cache",
            ]
            for field in expected { #expect(answer.headers[field.name] == field.value) }
            let modified = try #require(answer.headers[.lastModified].flatMap { HTTPDate($0) })
            #expect(abs(modified.seconds - Timestamp.now.seconds) < 60)
            let head = try await service.ask(.head, "download/\(id)")
            #expect(head.status == .ok)
            #expect(head.body.readableBytes == 0)
            for field in expected { #expect(head.headers[field.name] == field.value) }
        }
    }

    @Test(
        arguments: [
            ("bytes=0-3", "0123", "bytes 0-3/16"), ("bytes=4-", "456789abcdef", "bytes 4-15/16"),
            ("bytes=-3", "def", "bytes 13-15/16"), ("bytes=15-15", "f", "bytes 15-15/16"),
            ("bytes=4-99999999999999999999", "456789abcdef", "bytes 4-15/16"),
            ("bytes=-99999999999999999999", text, "bytes 0-15/16"), ("bytes=0-0,2-3", text, nil),
            ("lines=0-1", text, nil),
            ("bytes=3-1", text, nil),
        ] as [(String, String, String?)])
    func `a range is answered, several at once are not`(range: String, body: String, contentRange: String?) async throws
    {
        try await TestService.run { service async throws in
            let id = try await service.stored(Self.text)
            let answer = try await service.ask(.get, "download/\(id)", headers: [.range: range])
            #expect(answer.status == (contentRange == nil ? .ok : .partialContent))
            #expect(answer.headers[.contentRange] == contentRange)
            #expect(answer.headers[.contentLength] == String(body.count))
            #expect(answer.text == body)
            let head = try await service.ask(.head, "download/\(id)", headers: [.range: range])
            #expect(head.status == .ok)
            #expect(head.headers[.contentLength] == "16")
        }
    }

    @Test(arguments: ["bytes=16-", "bytes=99999999999999999999-", "bytes=-0"])
    func `a range outside is refused with the length`(range: String) async throws {
        try await TestService.run { service async throws in
            let id = try await service.stored(Self.text)
            let answer = try await service.ask(.get, "download/\(id)", headers: [.range: range])
            #expect(answer.status == .rangeNotSatisfiable)
            #expect(answer.headers[.contentRange] == "bytes */16")
            #expect(answer.problemCode == "range_not_satisfiable")
        }
    }

    @Test func `conditions decide between 200, 206, 304 and 412`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.stored(Self.text)
            let first = try await service.ask(.get, "download/\(id)")
            let (tag, date) = (try #require(first.headers[.eTag]), try #require(first.headers[.lastModified]))
            for (headers, status) in [
                ([.ifNoneMatch: tag], 304), ([.ifNoneMatch: "W/\(tag)"], 304), ([.ifNoneMatch: "\"x\""], 200),
                ([.ifModifiedSince: date], 304), ([.ifModifiedSince: "Sun, 06 Nov 1994 08:49:37 GMT"], 200),
                ([.ifModifiedSince: date, .ifNoneMatch: "\"x\""], 200), ([.ifMatch: "\"x\""], 412),
                ([.ifMatch: tag], 200),
                ([.range: "bytes=0-0", .ifRange: tag], 206), ([.range: "bytes=0-0", .ifRange: date], 206),
                ([.range: "bytes=0-0", .ifRange: "\"x\""], 200), ([.range: "bytes=0-0", .ifRange: "W/\(tag)"], 200),
                ([.range: "bytes=99-", .ifRange: "\"x\""], 200), ([.range: "bytes=99-", .ifNoneMatch: tag], 304),
            ] as [(HTTPFields, Int)] {
                for method in [HTTPRequest.Method.get, .head] {
                    let answer = try await service.ask(method, "download/\(id)", headers: headers)
                    #expect(answer.status.code == (method == .head && status == 206 ? 200 : status), "\(headers)")
                    if answer.status.code == 304 {
                        #expect(answer.headers[.eTag] == tag)
                        #expect(answer.body.readableBytes == 0)
                    }
                }
            }
        }
    }

    @Test(
        arguments: [
            ("plain text", "a.txt", "inline"),
            ("<!DOCTYPE html><html><script></script></html>", "a.html", "attachment"),
            (#"<svg xmlns="http://www.w3.org/2000/svg"/>"#, "a.svg", "attachment"),
            (#"<?xml version="1.0"?><a/>"#, "a.xml", "attachment"), ("%PDF-1.4\n", "a.pdf", "attachment"),
            ("\u{0}\u{1}\u{2}", "a.bin", "attachment"),
        ])
    func `what could run a script is never shown inline`(text: String, filename: String, disposition: String)
        async throws
    {
        try await TestService.run { service async throws in
            let id = try await service.stored(text, filename: filename)
            for method in [HTTPRequest.Method.get, .head] {
                let answer = try await service.ask(method, "download/\(id)?disposition=inline")
                #expect(answer.headers[.contentDisposition]?.hasPrefix(disposition + ";") == true)
                #expect(answer.headers[.contentSecurityPolicy] == "sandbox")
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            }
            let link = try await service.ask(.get, "download/\(id)/signed-url?disposition=inline").json(Link.self)
            let shown = try await service.ask(.get, link.url, as: nil)
            #expect(shown.headers[.contentDisposition]?.hasPrefix(disposition + ";") == true)
        }
    }

    @Test func `an unknown disposition is refused`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.stored(Self.text)
            for path in ["download/\(id)", "download/\(id)/signed-url"] {
                for query in ["disposition=form-data", "disposition=inline&disposition=inline", "disposition=INLINE"] {
                    let answer = try await service.ask(.get, "\(path)?\(query)")
                    #expect(answer.status == .badRequest)
                    #expect(try answer.json(ProblemAnswer.self).detail.contains("disposition"))
                }
            }
        }
    }

    @Test func `bytes that the store has lost are its fault and not the caller's`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.stored(Self.text)
            let blob = try #require(service.storedBlobs.first)
            try FileManager.default.removeItem(atPath: service.folder.path + "/" + blob)
            let answer = try await service.ask(.get, "download/\(id)")
            #expect(answer.status == .internalServerError)
            #expect(answer.problemCode == "content_missing")
            #expect(try await service.ask(.get, "files/\(id)").status == .ok)
            #expect(try await service.ask(.delete, "files/\(id)").status == .noContent)
        }
    }
}

/// What tests read of a signed link.
struct Link: Decodable {
    let url: String
    let expiresAt: String
    let contentType: String
    let size: Int
}

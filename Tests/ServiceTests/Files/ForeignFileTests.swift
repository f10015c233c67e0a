import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Service

/// Somebody else's file is not there, wherever it is asked for.
@Suite(.timeLimit(.minutes(2))) struct ForeignFileTests {
    @Test func `a user whose name is written otherwise is another`() async throws {
        let (composed, decomposed) = ("ren\u{E9}", "rene\u{301}")
        try await TestService.run { service async throws in
            let id = try await service.stored("x", as: composed)
            #expect(try await service.ask(.get, "files/\(id)", as: composed).status == .ok)
            for method in [HTTPRequest.Method.get, .delete] {
                #expect(try await service.ask(method, "files/\(id)", as: decomposed).status == .notFound)
            }
        }
    }

    @Test(
        arguments: [
            (.get, "files/*", nil), (.patch, "files/*", #"{"filename":"b"}"#), (.delete, "files/*", nil),
            (.post, "files/*/copy", "{}"), (.post, "files/*/copy", nil), (.get, "download/*", nil),
            (.head, "download/*", nil),
            (.get, "download/*/signed-url", nil), (.get, "stream/*", nil), (.get, "stream/*/manifest.m3u8", nil),
            (.get, "stream/*/360p.m3u8", nil), (.get, "stream/*/segment/360p_000.ts", nil),
            (.get, "stream/*/thumbnail", nil),
            (.post, "stream/*/prepare", nil),
        ] as [(HTTPRequest.Method, String, String?)])
    func `another user's file and no file at all are answered alike`(
        method: HTTPRequest.Method, path: String, body: String?
    ) async throws {
        try await TestService.run { service async throws in
            let id = try await service.uploaded("tiny.mp4")
            let before = try await service.file(id)
            func answer(_ id: String, _ headers: HTTPFields = [:]) async throws -> TestService.Answer {
                var headers = headers
                if body != nil { headers[.contentType] = "application/json" }
                return try await service.ask(
                    method, path.replacing("*", with: id), as: "eve", headers: headers,
                    body: body.map { ByteBuffer(string: $0) })
            }
            let (foreign, absent) = (try await answer(id), try await answer(Identifier.random()))
            #expect(foreign.status == .notFound)
            #expect(absent.status == .notFound)
            if method != .head {
                #expect(try foreign.json(ProblemAnswer.self).detail == absent.json(ProblemAnswer.self).detail)
            }
            // Conditions are not looked at before it is known who asks.
            for field in [HTTPField.Name.ifMatch, .ifNoneMatch] {
                #expect(try await answer(id, [field: "*"]).status == .notFound)
            }
            #expect(try await service.file(id) == before)
        }
    }
}

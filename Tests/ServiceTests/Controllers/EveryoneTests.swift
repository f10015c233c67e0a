import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Service

@Suite(.timeLimit(.minutes(2))) struct EveryoneTests {
    private static let id = String(repeating: "0", count: 32)

    @Test(
        arguments: [
            (.post, "upload"), (.get, "files/\(id)"), (.delete, "files/\(id)"), (.get, "download/\(id)"),
            (.get, "files"), (.patch, "files/\(id)"), (.post, "files/\(id)/copy"), (.head, "download/\(id)"),
            (.get, "download/\(id)/signed-url"),
            (.get, "stream/\(id)"), (.get, "stream/\(id)/manifest.m3u8"), (.get, "stream/\(id)/360p.m3u8"),
            (.get, "stream/\(id)/segment/360p_000.ts"), (.get, "stream/\(id)/thumbnail"),
            (.post, "stream/\(id)/prepare"),
            (.get, "jobs/\(id)"), (.delete, "jobs/\(id)"),
        ] as [(HTTPRequest.Method, String)])
    func `every endpoint wants a good token`(method: HTTPRequest.Method, path: String) async throws {
        try await TestService.run { service async throws in
            for header in [nil, "", "Bearer", "Bearer ", "Bearer x", "Basic dTpw", "Bearer a.b.c"] {
                let headers: HTTPFields = header.map { [.authorization: $0] } ?? [:]
                let answer = try await service.ask(method, path, as: nil, headers: headers)
                #expect(answer.status == .unauthorized)
                #expect(answer.headers[.wwwAuthenticate] == "Bearer")
                if method != .head { #expect(answer.problemCode == "unauthenticated") }
            }
            // What needs a body, or no file, is answered otherwise.
            if path.contains("/"), method != .patch {
                #expect(try await service.ask(method, path).status == .notFound)
            }
        }
    }

    @Test(arguments: ["nothing", "upload", "files/none", "stream/none/prepare"])
    func `a problem that HEAD meets has no body`(path: String) async throws {
        try await TestService.run { service async throws in
            let answer = try await service.ask(.head, path)
            #expect(answer.status.kind == .clientError)
            #expect(answer.headers[.contentType] == "application/problem+json")
            #expect(answer.text.isEmpty)
        }
    }

    @Test(arguments: ["/health/live", "/health/ready", "/metrics", "/openapi.yaml"])
    func `operators need no token, at the root and below the API`(path: String) async throws {
        try await TestService.run { service async throws in
            for prefix in ["", TestService.base] {
                #expect(try await service.ask(.get, prefix + path, as: nil).status == .ok)
            }
        }
    }

    @Test func `an administrator acts for others and a user does not`() async throws {
        try await TestService.run { service async throws in
            let mine = try await service.uploaded("tiny.mp4")
            let form = Form(try Fixture.bytes("tiny.mp4"), filename: "a.mp4")
            var headers = form.headers
            headers[.onBehalfOf] = "ada"
            let refused = try await service.ask(.post, "upload", as: "eve", headers: headers, body: form.body)
            #expect(refused.status == .forbidden)
            let made = try await service.ask(
                .post, "upload", as: "back-end", scope: "storage:admin", headers: headers, body: form.body)
            let id = try made.json(UploadAnswer.self).fileId
            #expect(try await service.ask(.get, "files/\(id)", as: "ada").text.contains(#""userId":"ada""#))
            #expect(try await service.ask(.get, "files/\(mine)", as: "root", scope: "storage:admin").status == .ok)
            #expect(try await service.ask(.get, "files/\(mine)", as: "root").status == .notFound)
        }
    }

    @Test(arguments: [
        ("abc-123", true), ("a b", false), (String(repeating: "x", count: 129), false), ("", false), ("é", false),
    ])
    func `a sane request id comes back, another is replaced`(id: String, isKept: Bool) async throws {
        try await TestService.run { service async throws in
            for path in ["/health/live", "nothing/here", "files/x"] {
                let answer = try await service.ask(.get, path, headers: [.requestID: id])
                let own = try #require(answer.headers[.requestID])
                #expect((own == id) == isKept)
                if answer.status != .ok { #expect(try answer.json(ProblemAnswer.self).requestId == own) }
            }
        }
    }

    @Test func `requests are counted by route and not by address`() async throws {
        try await TestService.run { service async throws in
            for number in 0..<3 { _ = try await service.ask(.get, "files/\(number)") }
            let text = try await service.ask(.get, "/metrics", as: nil).text
            #expect(
                text.contains(
                    #"storage_http_requests_total{method="GET",route="/api/v1/storage/files/{fileId}",status="404"} 3"#)
            )
            #expect(text.contains(#"storage_http_request_seconds_count{route="/api/v1/storage/files/{fileId}"} 3"#))
            for line in text.split(separator: "\n") where !line.hasPrefix("#") {
                #expect(line.wholeMatch(of: /[a-z_]+(\{.*\})? (\d+(\.\d+)?(e-?\d+)?)/) != nil, "\(line)")
            }
        }
    }

    @Test func `the development secret does not serve to others`() async throws {
        for (host, isFine) in [
            ("127.0.0.1", true), ("localhost", true), ("0.0.0.0", false), ("10.0.0.1", false), ("::", false),
        ] {
            let folder = try TemporaryFolder()
            var configuration = TestService.configuration(folder)
            configuration.host = host
            let plain = configuration
            if isFine {
                _ = try await StorageApplication(configuration: plain, logger: TestService.logger)
            } else {
                let error = await #expect(throws: ConfigurationError.self) {
                    try await StorageApplication(configuration: plain, logger: TestService.logger)
                }
                #expect(error?.description.contains("STORAGE_JWT_SECRET") == true)
                configuration.jwtSecret = String(repeating: "s", count: 32)
                _ = try await StorageApplication(configuration: configuration, logger: TestService.logger)
            }
        }
    }

    @Test func `two services do not share a data directory`() async throws {
        let folder = try TemporaryFolder()
        try await TestService.run(in: folder) { _ async throws in
            await #expect(throws: ConfigurationError.self) {
                try await StorageApplication(
                    configuration: TestService.configuration(folder), logger: TestService.logger)
            }
        }
        try await TestService.run(in: folder) { _ in }
    }

    @Test func `pages of other sites may ask for streams`() async throws {
        try await TestService.run { service async throws in
            let preflight = try await service.ask(.options, "stream/\(Self.id)/manifest.m3u8", as: nil)
            #expect(preflight.status == .noContent)
            #expect(preflight.headers[.accessControlAllowHeaders]?.contains("Authorization") == true)
            let refused = try await service.ask(.get, "stream/\(Self.id)/manifest.m3u8", as: nil)
            #expect(refused.headers[.accessControlAllowOrigin] == "*")
        }
        try await TestService.run(configure: { $0.corsOrigin = "" }) { service async throws in
            let answer = try await service.ask(.get, "stream/\(Self.id)/manifest.m3u8")
            #expect(answer.headers[.accessControlAllowOrigin] == nil)
        }
    }
}

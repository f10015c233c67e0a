import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Service

/// Links that work without a token.
@Suite(.timeLimit(.minutes(2))) struct DownloadLinkTests {
    private static let id = Identifier.random()
    private static let permission = DownloadLinks.Permission(
        expiry: Timestamp(microseconds: 2_000_000_000_000_000), disposition: .attachment)
    private static let before = Timestamp(microseconds: 1_999_999_999_999_999)
    private static let secrets = ["a", "b", "c"].map { String(repeating: $0, count: 32) }

    private static func links(current: String = "", previous: String = "", secret: String = secrets[0]) throws
        -> DownloadLinks
    {
        var configuration = ServiceConfiguration()
        (configuration.urlSigningKey, configuration.urlSigningKeyPrevious) = (current, previous)
        return try DownloadLinks(configuration, secret: try SigningSecret(configured: secret))
    }

    private func code(
        _ links: DownloadLinks, _ query: String, for id: String = Self.id, at now: Timestamp = Self.before
    )
        -> ServiceError.Code?
    {
        do {
            _ = try links.permission(of: query, for: id, at: now)
            return nil
        } catch { return (error as? ServiceError)?.code }
    }

    @Test func `a link permits what it was made for, until it expires`() throws {
        let links = try Self.links()
        let query = links.query(for: Self.id, Self.permission)
        #expect(try links.permission(of: query, for: Self.id, at: Self.before) == Self.permission)
        #expect(code(links, query, at: Self.permission.expiry) == .linkExpired)
        #expect(code(links, query, for: Identifier.random()) == .invalidSignature)
    }

    @Test func `a link with any character changed, added or left out is refused`() throws {
        let links = try Self.links()
        let query = links.query(for: Self.id, Self.permission)
        for index in query.indices {
            for replacement in ["", "0", "a", "A", "&", "%30"] where replacement != String(query[index]) {
                var changed = query
                changed.replaceSubrange(index...index, with: replacement)
                #expect(code(links, changed) == .invalidSignature, "\(changed)")
            }
        }
        let parts = query.split(separator: "&").map(String.init)
        for changed in [
            "", query + "&", "&" + query, query + "&x=1", query + "&disposition=inline",
            parts.reversed().joined(separator: "&"),
            parts.dropLast().joined(separator: "&"), parts.dropFirst().joined(separator: "&"), query + "00",
            query.uppercased(),
            query.replacing("expires=2", with: "expires=02"), query.replacing("attachment", with: "inline"),
            query.replacing("expires=2", with: "expires=9"), query.replacing("2000000000", with: "²000000000"),
        ] {
            #expect(code(links, changed) == .invalidSignature, "\(changed)")
        }
    }

    @Test func `keys rotate: the previous one is honoured and does not sign`() throws {
        let old = try Self.links(current: Self.secrets[1])
        let rotated = try Self.links(current: Self.secrets[2], previous: Self.secrets[1])
        let done = try Self.links(current: Self.secrets[2])
        let (oldQuery, newQuery) = (
            old.query(for: Self.id, Self.permission), rotated.query(for: Self.id, Self.permission)
        )
        #expect(oldQuery != newQuery)
        #expect(newQuery == done.query(for: Self.id, Self.permission))
        for (links, query, expected) in [
            (rotated, oldQuery, nil), (rotated, newQuery, nil), (done, oldQuery, .invalidSignature),
            (done, newQuery, nil),
            (old, newQuery, .invalidSignature), (try Self.links(), newQuery, .invalidSignature),
        ] as [(DownloadLinks, String, ServiceError.Code?)] {
            #expect(code(links, query) == expected)
        }
    }

    @Test func `a key of too few bytes is refused at the start`() {
        #expect(throws: ConfigurationError.self) { try Self.links(current: "short") }
        #expect(throws: ConfigurationError.self) { try Self.links(previous: "short") }
    }

    @Test func `the service's links work without a token, for that file alone`() async throws {
        try await TestService.run(configure: { $0.publicBaseURL = "https://files.example.org/" }) {
            service async throws in
            let (id, other) = (try await service.stored("mine"), try await service.stored("other"))
            let answer = try await service.ask(.get, "download/\(id)/signed-url?expiresIn=60")
            let link: Link = try answer.json()
            #expect((link.size, link.contentType) == (4, "text/plain"))
            #expect(link.url.hasPrefix("https://files.example.org/api/v1/storage/download/\(id)?"))
            #expect(answer.headers[.cacheControl] == "no-store")
            let uri = String(link.url.dropFirst("https://files.example.org".count))
            for method in [HTTPRequest.Method.get, .head] {
                #expect(try await service.ask(method, uri, as: nil).status == .ok)
            }
            #expect(try await service.ask(.get, uri, as: nil, headers: [.range: "bytes=1-2"]).text == "in")
            // It is the link that counts, whoever else follows it.
            #expect(try await service.ask(.get, uri, as: "eve").text == "mine")
            for forged in [
                uri.replacing(id, with: other), uri + "&a=b", String(uri.dropLast()),
                uri.replacing("attachment", with: "inline"),
                "\(TestService.base)/download/\(id)?expires=9999999999",
            ] {
                let refused = try await service.ask(.get, forged, as: nil)
                #expect(refused.status == .forbidden, "\(forged)")
                #expect(refused.problemCode == "invalid_signature")
            }
            let query = uri.drop { $0 != "?" }
            #expect(try await service.ask(.get, "files/\(id)\(query)", as: nil).status == .unauthorized)
            #expect(try await service.ask(.get, "download/\(id)/signed-url\(query)", as: nil).status == .unauthorized)
            #expect(try await service.ask(.delete, "files/\(id)").status == .noContent)
            #expect(try await service.ask(.get, uri, as: nil).status == .notFound)
        }
    }

    @Test func `an expired link is refused with a code of its own`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.stored("x")
            let secret = try SigningSecret(developmentFile: service.folder.path + "/data/development-secret")
            let links = try DownloadLinks(ServiceConfiguration(), secret: secret)
            let query = links.query(
                for: id, .init(expiry: Timestamp(microseconds: 1_000_000), disposition: .attachment))
            let refused = try await service.ask(.get, "download/\(id)?\(query)", as: nil)
            #expect(refused.status == .forbidden)
            #expect(refused.problemCode == "link_expired")
        }
    }

    @Test(arguments: ["0", "-1", "604801", "x", "", "1.5", "99999999999999999999"])
    func `a lifetime out of bounds is refused`(lifetime: String) async throws {
        try await TestService.run { service async throws in
            let id = try await service.stored("x")
            let refused = try await service.ask(.get, "download/\(id)/signed-url?expiresIn=\(lifetime)")
            #expect(refused.status == .badRequest)
            #expect(try refused.json(ProblemAnswer.self).detail.contains("expiresIn"))
        }
    }
}

import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Service

/// `GET /files`.
@Suite(.timeLimit(.minutes(2))) struct FileListingTests {
    private struct Page: Decodable {
        let files: [FileState]
        let nextCursor: String?
    }

    @Test func `files are listed newest first, page by page to the end`() async throws {
        try await TestService.run { service async throws in
            var ids: [String] = []
            for number in 0..<5 { ids.insert(try await service.stored("text \(number)", as: "ada"), at: 0) }
            _ = try await service.stored("not hers", as: "eve")
            var listed: [String] = []
            var path = "files?limit=2"
            for expected in [2, 2, 1] {
                let page = try await service.ask(.get, path).json(Page.self)
                #expect(page.files.count == expected)
                listed += page.files.map(\.id)
                path = "files?limit=2&cursor=\(page.nextCursor ?? "")"
            }
            #expect(listed == ids)
            #expect(path.hasSuffix("cursor="))
        }
    }

    @Test func `filters and sorts are those of the query`() async throws {
        try await TestService.run { service async throws in
            let long = try await service.stored("a long text", filename: "b.txt", project: "one")
            let short = try await service.stored("short", filename: "c.txt", project: "two")
            let html = try await service.stored("<!DOCTYPE html><html></html>", filename: "a.html")
            for (query, expected) in [
                ("sort=filename", [html, long, short]), ("sort=-filename", [short, long, html]),
                ("sort=size", [short, long, html]), ("sort=createdAt", [long, short, html]),
                ("projectId=two", [short]), ("contentType=text/html", [html]),
                ("contentType=TEXT/*&sort=size", [short, long, html]),
                ("contentType=image/*", []), ("projectId=one&contentType=text/*", [long]), ("projectId=three", []),
            ] as [(String, [String])] {
                let page = try await service.ask(.get, "files?\(query)").json(Page.self)
                #expect(page.files.map(\.id) == expected, "\(query)")
                #expect(page.nextCursor == nil)
            }
        }
    }

    @Test(arguments: [
        ("limit", "limit=0"), ("limit", "limit=201"), ("limit", "limit=x"), ("limit", "limit="), ("limit", "limit=+5"),
        ("limit", "limit=1&limit=2"), ("limit", "limit=99999999999999999999"), ("sort", "sort=id"), ("sort", "sort="),
        ("sort", "sort=--size"), ("contentType", "contentType=image"), ("contentType", "contentType=*/*"),
        ("contentType", "contentType=image/"), ("contentType", "contentType=a/b/c"), ("projectId", "projectId="),
        ("projectId", "projectId=%00"), ("cursor", "cursor=x"), ("cursor", "cursor="),
    ])
    func `a bad parameter is named`(name: String, query: String) async throws {
        try await TestService.run { service async throws in
            let answer = try await service.ask(.get, "files?\(query)")
            #expect(answer.status == .badRequest)
            #expect(try answer.json(ProblemAnswer.self).detail.contains(name))
        }
    }

    @Test func `an administrator lists for a user, and cursors do not pass between users`() async throws {
        try await TestService.run { service async throws in
            for number in 0..<3 { _ = try await service.stored("text \(number)", as: "ada") }
            let onBehalf = try await service.ask(
                .get, "files?limit=1", as: "root", scope: "storage:admin", headers: [.onBehalfOf: "ada"])
            let page = try onBehalf.json(Page.self)
            #expect(page.files.map(\.userId) == ["ada"])
            let cursor = try #require(page.nextCursor)
            #expect(try await service.ask(.get, "files?limit=2&cursor=\(cursor)").json(Page.self).files.count == 2)
            for query in ["cursor=\(cursor)&sort=size", "cursor=\(cursor)&projectId=x"] {
                #expect(try await service.ask(.get, "files?\(query)").status == .badRequest)
            }
            #expect(try await service.ask(.get, "files?cursor=\(cursor)", as: "eve").status == .badRequest)
            #expect(try await service.ask(.get, "files", as: "eve").json(Page.self).files.isEmpty)
        }
    }
}

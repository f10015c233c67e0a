import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Service

/// `PATCH /files/{fileId}`.
@Suite(.timeLimit(.minutes(2))) struct FileChangeTests {
    /// The examples of RFC 7396, appendix A.
    @Test(arguments: [
        (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
        (#"{"a":"b"}"#, #"{"a":null}"#, "{}"), (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
        (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
        (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
        (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#), (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
        (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#), (#"{"a":"foo"}"#, "null", "null"),
        (#"{"a":"foo"}"#, #""bar""#, #""bar""#),
        (#"{"e":null}"#, #"{"a":1}"#, #"{"a":1,"e":null}"#), ("[1,2]", #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
        ("{}", #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
    ])
    func `a patch is merged as the standard says`(original: String, patch: String, result: String) throws {
        let merged = try JSON.decode(JSONValue.self, from: original).merging(try JSON.decode(from: patch))
        #expect(try JSON.text(merged) == result)
    }

    @Test func `only what is named changes, null removes, and the ETag moves on`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.stored("x", filename: "old.txt", project: "p", metadata: #"{"a":1,"b":{"c":2}}"#)
            let before = try await service.ask(.get, "files/\(id)")
            let named = try await service.patch(id, #"{"filename":"new ☃.txt"}"#)
            #expect(named.status == .ok)
            #expect(named.headers[.eTag] != before.headers[.eTag])
            let state: FileState = try named.json()
            #expect((state.filename, state.projectId) == ("new ☃.txt", "p"))
            #expect(state.metadata == ["a": .integer(1), "b": .object(["c": .integer(2)])])
            let merged: FileState = try await service.patch(
                id, #"{"projectId":null,"metadata":{"a":null,"b":{"d":3}}}"#, type: "application/json; charset=utf-8"
            ).json()
            #expect(merged.projectId == nil)
            #expect(merged.metadata == ["b": .object(["c": .integer(2), "d": .integer(3)])])
            let emptied = try await service.patch(id, #"{"metadata":null}"#)
            #expect(try emptied.json(FileState.self).metadata.isEmpty)
            let unchanged = try await service.patch(id, "{}")
            #expect(unchanged.headers[.eTag] == emptied.headers[.eTag])
            #expect(try await service.file(id) == emptied.json())
        }
    }

    @Test(arguments: [
        ("[]", "object"), (#""x""#, "object"), ("null", "object"), ("{", "JSON"), ("", "JSON"),
        (#"{"size":1}"#, "size"),
        (#"{"filename":null}"#, "filename"), (#"{"filename":1}"#, "filename"), (#"{"filename":""}"#, "name"),
        (#"{"filename":"a/b"}"#, "separator"), (#"{"projectId":""}"#, "projectId"), (#"{"projectId":[]}"#, "projectId"),
        (#"{"metadata":[]}"#, "metadata"), (#"{"metadata":"x"}"#, "metadata"),
        (
            #"{"metadata":"# + String(repeating: #"{"a":"#, count: 40) + "1" + String(repeating: "}", count: 41),
            "deeper"
        ),
        (#"{"metadata":{"a":""# + String(repeating: "x", count: 65_536) + #""}}"#, "larger"),
        (String(repeating: "[", count: 100_000), "JSON"),
    ])
    func `a bad patch changes nothing and says why`(patch: String, reason: String) async throws {
        try await TestService.run { service async throws in
            let id = try await service.stored("x")
            let before = try await service.file(id)
            let answer = try await service.patch(id, patch)
            #expect(answer.status == .badRequest)
            #expect(try answer.json(ProblemAnswer.self).detail.contains(reason))
            #expect(try await service.file(id) == before)
        }
    }

    @Test func `texts that differ only in how accents are written are different`() async throws {
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        try await TestService.run { service async throws in
            let id = try await service.stored(
                "x", filename: composed, project: composed, metadata: "{\"a\":\"\(composed)\"}")
            for change in ["filename", "projectId"] {
                let before = try await service.ask(.get, "files/\(id)").headers[.eTag]
                let changed = try await service.patch(id, "{\"\(change)\":\"\(decomposed)\"}")
                #expect(changed.headers[.eTag] != before)
                #expect(Array(changed.text.utf8).contains(0xCC))
            }
            let changed = try await service.patch(id, "{\"metadata\":{\"a\":\"\(decomposed)\"}}")
            let state: FileState = try changed.json()
            guard case .string(let kept)? = state.metadata["a"] else { throw Unexpected() }
            #expect(kept.hasSameBytes(as: decomposed))
        }
    }

    @Test func `metadata cannot grow beyond its limit by small steps`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.stored("x")
            let part = String(repeating: "x", count: 30_000)
            #expect(try await service.patch(id, #"{"metadata":{"a":"\#(part)"}}"#).status == .ok)
            #expect(try await service.patch(id, #"{"metadata":{"b":"\#(part)"}}"#).status == .ok)
            #expect(try await service.patch(id, #"{"metadata":{"c":"\#(part)"}}"#).status == .badRequest)
            #expect(try await service.file(id).metadata.count == 2)
        }
    }

    @Test func `other types and too much of it are refused`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.stored("x")
            for type in ["text/plain", "application/json-patch+json", ""] {
                #expect(try await service.patch(id, "{}", type: type).status == .unsupportedMediaType)
            }
            let huge = #"{"metadata":{"a":""# + String(repeating: "x", count: 300_000) + #""}}"#
            #expect(try await service.patch(id, huge).status == .contentTooLarge)
        }
    }

    @Test(arguments: [HTTPRequest.Method.patch, .delete])
    func `If-Match holds a change back unless it names the present state`(method: HTTPRequest.Method) async throws {
        try await TestService.run { service async throws in
            let id = try await service.stored("x")
            let old = try #require(try await service.ask(.get, "files/\(id)").headers[.eTag])
            let tag = try #require(try await service.patch(id, #"{"filename":"b"}"#).headers[.eTag])
            func answer(_ header: String) async throws -> TestService.Answer {
                method == .patch
                    ? try await service.patch(id, #"{"filename":"c"}"#, headers: [.ifMatch: header])
                    : try await service.ask(.delete, "files/\(id)", headers: [.ifMatch: header])
            }
            for header in [old, "W/\(tag)", "\"x\"", "", String(tag.dropLast())] {
                let refused = try await answer(header)
                #expect(refused.status == .preconditionFailed, "\(header)")
                #expect(refused.problemCode == "precondition_failed")
            }
            #expect(try await service.file(id).filename == "b")
            let done = try await answer("\"x\", \(tag)")
            #expect(done.status == (method == .patch ? .ok : .noContent))
            if method == .patch { #expect(try await answer("*").status == .ok) }
        }
    }

    @Test func `of racing changes under one tag exactly one wins, and none without a tag is lost`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.stored("x")
            let tag = try #require(try await service.ask(.get, "files/\(id)").headers[.eTag])
            let statuses = try await race(8) { number in
                try await service.patch(id, #"{"filename":"\#(number)"}"#, headers: [.ifMatch: tag]).status.code
            }
            #expect(statuses.sorted() == [200] + Array(repeating: 412, count: 7))
            let merged = try await race(8) { number in
                try await service.patch(id, #"{"metadata":{"\#(number)":1}}"#).status.code
            }
            #expect(merged == Array(repeating: 200, count: 8))
            #expect(try await service.file(id).metadata.count == 8)
        }
    }
}

/// Runs `work` `count` times at once and answers the results.
func race<Value: Sendable>(_ count: Int, _ work: @escaping @Sendable (Int) async throws -> Value) async throws
    -> [Value]
{
    try await withThrowingTaskGroup(of: Value.self) { group in
        for number in 0..<count { group.addTask { try await work(number) } }
        return try await group.reduce(into: []) { $0.append($1) }
    }
}

import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Service

/// `DELETE /files/{fileId}` while others work on the file.
@Suite(.timeLimit(.minutes(3))) struct FileDeletionTests {
    @Test func `a segment that is being made is given up, and its waiters are told`() async throws {
        let gate = Gate()
        try await TestService.run(holding: gate) { service async throws in
            let id = try await service.uploaded("silent.mp4")
            async let segment = service.ask(.get, "stream/\(id)/segment/360p_000.ts")
            await gate.waitForArrivals(1)
            #expect(try await service.ask(.delete, "files/\(id)").status == .noContent)
            #expect(try await segment.status == .notFound)
            try await eventually { service.runner.cancelled.value == 1 }
            #expect(service.leftovers.isEmpty)
        }
    }

    @Test func `a job on the file is cancelled and leaves nothing behind`() async throws {
        let gate = Gate()
        try await TestService.run(holding: gate) { service async throws in
            let id = try await service.uploaded()
            let location = try #require(try await service.ask(.post, "stream/\(id)/prepare").headers[.location])
            await gate.waitForArrivals(1)
            #expect(try await service.ask(.delete, "files/\(id)").status == .noContent)
            #expect(try await service.ask(.get, location).text.contains(#""state":"cancelled""#))
            try await eventually { service.runner.cancelled.value >= 1 }
            try await eventually { service.leftovers.isEmpty }
        }
    }

    @Test func `deleting at any moment of making leaves nothing behind`() async throws {
        try await TestService.run(configure: { $0.prefetchSegments = 2 }) { service async throws in
            for round in 0..<6 {
                let id = try await service.uploaded("silent.mp4")
                _ = try await service.ask(.post, "stream/\(id)/prepare")
                async let first = service.ask(.get, "stream/\(id)/segment/360p_000.ts")
                async let still = service.ask(.get, "stream/\(id)/thumbnail")
                // Each round deletes when something else is under way.
                for _ in 0..<round * 5 { _ = try await service.ask(.get, "stream/\(id)") }
                #expect(try await service.ask(.delete, "files/\(id)").status == .noContent)
                for answer in [try await first, try await still] { #expect([200, 404].contains(answer.status.code)) }
                #expect(try await service.ask(.get, "stream/\(id)/segment/360p_000.ts").status == .notFound)
            }
            try await eventually { service.leftovers.isEmpty }
        }
    }

    @Test func `what is published after the source has gone is taken back`() async throws {
        let folder = try TemporaryFolder()
        let store = try LocalBlobStore(path: folder.path)
        let content = Identifier.random()
        let key = BlobKey(content: content, name: "hls/v1/360p_000.ts")
        try await store.put(ByteBuffer(string: "source"), to: .original(content))
        try await store.putDerived(ByteBuffer(string: "made"), to: key)
        #expect(try await store.stat(key) != nil)
        try await store.delete(.original(content))
        let error = await #expect(throws: BlobError.self) {
            try await store.putDerived(ByteBuffer(string: "made"), to: .index(content))
        }
        #expect(error?.code == .notFound)
        #expect(folder.files().isEmpty)
    }

    @Test func `it is taken back although the deletion has cancelled the work`() async throws {
        let folder = try TemporaryFolder()
        let store = try LocalBlobStore(path: folder.path)
        for round in 0..<200 {
            let content = Identifier.random()
            try await store.put(ByteBuffer(string: "source"), to: .original(content))
            let work = Task {
                try await store.putDerived(ByteBuffer(string: "made"), to: BlobKey(content: content, name: "ocr/1"))
            }
            for _ in 0..<round % 20 { await Task.yield() }
            try await store.deleteAll(content)
            work.cancel()
            _ = await work.result
            #expect(folder.files() == [], "round \(round)")
        }
    }

    @Test func `work on bytes that are gone finds no file`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.uploaded("numbered.pdf")
            for name in service.storedBlobs where name.hasSuffix("/original") {
                try FileManager.default.removeItem(atPath: service.folder.path + "/" + name)
            }
            let order = ByteBuffer(string: #"{"fileId":"\#(id)"}"#)
            let answer = try await service.ask(
                .post, "transform/extract-text", headers: [.contentType: "application/json"], body: order)
            #expect(answer.status == .notFound)
            #expect(answer.problemCode == "not_found")
        }
    }

    @Test func `a second deletion finds nothing`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.stored("x")
            let statuses = try await race(8) { _ in try await service.ask(.delete, "files/\(id)").status.code }
            #expect(statuses.sorted() == [204] + Array(repeating: 404, count: 7))
            #expect(service.storedBlobs.isEmpty)
        }
    }
}

extension TestService {
    /// Everything stored or cached for contents.
    var leftovers: [String] { storedBlobs + folder.files().filter { $0.hasPrefix("data/cache/") } }
}

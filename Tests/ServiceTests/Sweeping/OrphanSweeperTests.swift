import Foundation
import Logging
import NIOCore
import Testing

@testable import Service

@Suite struct OrphanSweeperTests {
    private let table: FileTable
    private let blobs: LocalBlobStore
    private let cache: DerivedCache
    private let metrics = ServiceMetrics()

    init() async throws {
        table = try await FileTable()
        blobs = try LocalBlobStore(path: table.folder.path)
        cache = try DerivedCache(path: table.folder.path, limit: 1000, metrics: metrics)
    }

    private func sweeper(claims: [any ContentClaims] = []) -> OrphanSweeper {
        OrphanSweeper(
            blobs: blobs, cache: cache, files: table.files, claims: [table.files] + claims, interval: 0, grace: 3600,
            metrics: metrics, logger: TestService.logger)
    }

    /// A moment at which everything written by now has lain still for the grace period.
    private var later: Timestamp { Timestamp.now.advanced(bySeconds: 3601) }

    private func store(_ content: String, _ name: String = "original") async throws {
        try await blobs.put(ByteBuffer(string: name), to: BlobKey(content: content, name: name))
    }

    @Test func `bytes without a row go after the grace period, with all that was made from them`() async throws {
        let (orphan, kept) = (Identifier.random(), try await table.add().content)
        for content in [orphan, kept] {
            try await store(content)
            try await store(content, "hls/v1/360p_000.ts")
        }
        #expect(try await sweeper().sweep() == .init(young: 1))
        #expect(try await blobs.stat(.original(orphan)) != nil)
        #expect(try await sweeper().sweep(now: later) == .init(removed: 1))
        #expect(try await blobs.contents(after: "", limit: 10) == [kept])
        #expect(try await blobs.list(kept, prefix: "").count == 2)
        #expect(metrics.orphansRemoved.value() == 1)
    }

    @Test func `a file being uploaded now is left alone however old its first bytes are`() async throws {
        let content = Identifier.random()
        let writer = try await blobs.writer(for: .original(content))
        try await writer.write(ByteBuffer(string: "old"))
        let part = try #require(table.folder.files().first { $0.hasPrefix("staging/") })
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: table.folder.path + "/" + part)
        #expect(try await sweeper().sweep(now: later) == .init())
        _ = try await writer.finish()
        #expect(try await sweeper().sweep() == .init(young: 1))
        #expect(try await blobs.stat(.original(content)) == BlobStat(size: 3))
    }

    @Test func `what somebody else claims stays`() async throws {
        let contents = [Identifier.random(), Identifier.random()]
        for content in contents { try await store(content) }
        #expect(try await sweeper(claims: [Claim(contents: [contents[0]])]).sweep(now: later) == .init(removed: 1))
        #expect(try await blobs.contents(after: "", limit: 10) == [contents[0]])
    }

    @Test func `a derived blob whose source has gone is swept like one without a row`() async throws {
        try await store(Identifier.random(), "hls/v1/360p_000.ts")
        #expect(try await sweeper().sweep(now: later) == .init(removed: 1))
        #expect(try await blobs.contents(after: "", limit: 10).isEmpty)
    }

    @Test func `cached segments without a row go at once`() async throws {
        let (orphan, kept) = (Identifier.random(), try await table.add().content)
        try await store(kept)
        for content in [orphan, kept] {
            await cache.keep(ByteBuffer(string: "x"), as: .segment(content, version: "v", rung: "360p", number: 0))
        }
        _ = try await sweeper().sweep()
        #expect(await cache.contents == [kept])
    }

    @Test func `a row without bytes is reported and stays`() async throws {
        let lost = try await table.add()
        let fine = try await table.add()
        try await store(fine.content)
        #expect(try await sweeper().sweep(now: later) == .init(missing: 1))
        #expect(metrics.filesWithoutBytes.value() == 1)
        #expect(try await table.files.find(lost.id) == lost)
        try await store(lost.content)
        #expect(try await sweeper().sweep(now: later) == .init())
        #expect(metrics.filesWithoutBytes.value() == 0)
    }

    @Test func `more contents than fit a page are all looked at`() async throws {
        for number in 0..<450 { try await store(number.isMultiple(of: 3) ? table.add().content : Identifier.random()) }
        #expect(try await sweeper().sweep(now: later) == .init(removed: 300))
        #expect(try await blobs.contents(after: "", limit: 1000).count == 150)
    }

    private struct Claim: ContentClaims {
        let contents: Set<String>

        func claimed(among contents: [String]) async throws -> Set<String> { self.contents.intersection(contents) }
    }
}

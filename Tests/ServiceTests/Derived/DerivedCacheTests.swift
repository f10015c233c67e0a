import Foundation
import NIOCore
import Testing

@testable import Service

@Suite struct DerivedCacheTests {
    private let folder: TemporaryFolder
    private let metrics = ServiceMetrics()
    private let content = Identifier.random()

    init() throws { folder = try TemporaryFolder() }

    private func cache(limit: Int64) throws -> DerivedCache {
        try DerivedCache(path: folder.path, limit: limit, metrics: metrics)
    }

    private func name(_ number: Int) -> DerivedName {
        .segment(content, version: "v1", rung: "720p", number: number)
    }

    private func bytes(_ number: Int, count: Int = 100) -> ByteBuffer {
        ByteBuffer(repeating: UInt8(number), count: count)
    }

    @Test func `what is kept comes back`() async throws {
        let cache = try cache(limit: 1000)
        #expect(await cache.bytes(of: name(1)) == nil)
        await cache.keep(bytes(1), as: name(1))
        #expect(await cache.bytes(of: name(1)) == bytes(1))
        #expect(await cache.names(of: content, prefix: "hls/v1/") == ["hls/v1/720p_001.ts"])
        #expect(metrics.cacheBytes.value() == 100)
    }

    @Test func `the least recently used goes first`() async throws {
        let cache = try cache(limit: 300)
        for number in 0..<3 { await cache.keep(bytes(number), as: name(number)) }
        _ = await cache.bytes(of: name(0))
        await cache.keep(bytes(3), as: name(3))
        #expect(await cache.bytes(of: name(1)) == nil)
        for number in [0, 2, 3] { #expect(await cache.bytes(of: name(number)) == bytes(number)) }
        #expect(folder.files().count == 3)
    }

    @Test func `what is larger than the cache is not kept`() async throws {
        let cache = try cache(limit: 99)
        await cache.keep(bytes(1), as: name(1))
        #expect(await cache.bytes(of: name(1)) == nil)
        #expect(folder.files().isEmpty)
    }

    @Test func `contents and order of use survive a restart`() async throws {
        do {
            let cache = try cache(limit: 300)
            for number in 0..<3 { await cache.keep(bytes(number), as: name(number)) }
        }
        // The clock of the file system may be coarse: set the times that use would have left.
        for (number, time) in [(1, 100), (2, 200), (0, 300)] {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: Double(time))],
                ofItemAtPath: "\(folder.path)/derived/\(content)/\(name(number).name)")
        }
        let cache = try cache(limit: 300)
        #expect(metrics.cacheBytes.value() == 300)
        await cache.keep(bytes(3), as: name(3))
        #expect(await cache.bytes(of: name(1)) == nil)
        #expect(await cache.bytes(of: name(2)) == bytes(2))
    }

    @Test func `a smaller limit after a restart is kept to`() async throws {
        do {
            let cache = try cache(limit: 1000)
            for number in 0..<9 { await cache.keep(bytes(number), as: name(number)) }
        }
        let cache = try cache(limit: 250)
        #expect(folder.files().count == 2)
        #expect(metrics.cacheBytes.value() == 200)
        await cache.keep(bytes(9), as: name(9))
        #expect(folder.files().count == 2)
    }

    @Test func `what a killed process left half-written is never served`() async throws {
        _ = try cache(limit: 1000)
        let part = folder.path + "/derived/.part/abc"
        #expect(FileManager.default.createFile(atPath: part, contents: Data([1, 2, 3])))
        let cache = try cache(limit: 1000)
        #expect(folder.files().isEmpty)
        #expect(await cache.names(of: content, prefix: "").isEmpty)
    }

    @Test func `a file that somebody removed is a miss and no error`() async throws {
        let cache = try cache(limit: 1000)
        await cache.keep(bytes(1), as: name(1))
        try FileManager.default.removeItem(atPath: "\(folder.path)/derived/\(content)/\(name(1).name)")
        #expect(await cache.bytes(of: name(1)) == nil)
        #expect(metrics.cacheBytes.value() == 0)
        await cache.keep(bytes(1), as: name(1))
        #expect(await cache.bytes(of: name(1)) == bytes(1))
    }

    @Test func `removing a content takes everything made from it`() async throws {
        let cache = try cache(limit: 1000)
        for number in 0..<3 { await cache.keep(bytes(number), as: name(number)) }
        await cache.removeAll(of: content)
        #expect(folder.files().isEmpty)
        #expect(metrics.cacheBytes.value() == 0)
    }

    @Test(arguments: [("720p_000.ts", "720p", 0), ("audio_1234.ts", "audio", 1234)])
    func `a segment's name is read`(text: String, rung: String, number: Int) throws {
        let name = try #require(SegmentName(text))
        #expect(name.rung == rung)
        #expect(name.number == number)
    }

    @Test(arguments: [
        "", "720p", "720p_1.ts", "720p_0001.ts", "720p_-01.ts", "720p_abc.ts", "720p_001.mp4", "a_b_001.ts",
    ])
    func `a name that no playlist writes is no segment`(text: String) { #expect(SegmentName(text) == nil) }
}

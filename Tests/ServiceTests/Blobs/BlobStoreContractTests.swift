import Foundation
import NIOCore
import Testing

@testable import Service

/// What every `BlobStore` has to do; runs against each implementation.
@Suite struct BlobStoreContractTests {
    private let folder: TemporaryFolder
    private let store: any BlobStore
    private let content = Identifier.random()

    init() throws {
        folder = try TemporaryFolder()
        store = try LocalBlobStore(path: folder.path)
    }

    private func text(_ key: BlobKey) async throws -> String? {
        try await store.bytes(of: key).map { String(buffer: $0) }
    }

    @Test func `a written blob is read back, whole and in ranges`() async throws {
        let key = BlobKey.original(content)
        let writer = try await store.writer(for: key)
        try await writer.write(ByteBuffer(string: "hello "))
        #expect(try await store.stat(key) == nil)
        try await writer.write(ByteBuffer(string: "world"))
        #expect(try await writer.finish() == BlobStat(size: 11))
        await writer.abandon()
        #expect(try await store.stat(key) == BlobStat(size: 11))
        #expect(try await text(key) == "hello world")
        for (range, expected) in [(0..<5, "hello"), (6..<11, "world"), (4..<4, ""), (10..<11, "d")]
            as [(Range<Int64>, String)]
        {
            let reader = try await store.reader(for: key, range: range)
            var read = ""
            while let piece = try await reader.next() { read += String(buffer: piece) }
            #expect(read == expected)
        }
    }

    @Test func `a blob of many pieces is read in order`() async throws {
        let key = BlobKey.original(content)
        let writer = try await store.writer(for: key)
        for number in 0..<40 { try await writer.write(ByteBuffer(repeating: UInt8(number), count: 70_001)) }
        #expect(try await writer.finish().size == 40 * 70_001)
        let whole = try #require(try await store.bytes(of: key))
        #expect((0..<40).allSatisfy { whole.getInteger(at: $0 * 70_001 + 35_000) == UInt8($0) })
    }

    @Test func `an abandoned blob leaves nothing`() async throws {
        let writer = try await store.writer(for: .original(content))
        try await writer.write(ByteBuffer(string: "half"))
        await writer.abandon()
        #expect(try await store.stat(.original(content)) == nil)
        #expect(folder.files().isEmpty)
    }

    @Test func `a content is listed by prefix, and removed with all that is derived`() async throws {
        for name in ["original", "index", "hls/v/a_000.ts", "hls/v/a_001.ts", "hls/w/a_000.ts"] {
            try await store.put(ByteBuffer(string: name), to: BlobKey(content: content, name: name))
        }
        let listed = try await store.list(content, prefix: "hls/v/")
        #expect(Set(listed.keys.map(\.name)) == ["hls/v/a_000.ts", "hls/v/a_001.ts"])
        #expect(listed.values.allSatisfy { $0.size == 14 })
        try await store.delete(.index(content))
        try await store.delete(.index(content))
        #expect(try await store.stat(.index(content)) == nil)
        try await store.deleteAll(content)
        #expect(try await store.list(content, prefix: "").isEmpty)
        #expect(folder.files().isEmpty)
        try await store.deleteAll(content)
    }

    @Test func `a copy outlives its source`() async throws {
        let other = BlobKey.original(Identifier.random())
        try await store.put(ByteBuffer(string: "shared"), to: .original(content))
        try await store.copy(.original(content), to: other)
        try await store.deleteAll(content)
        #expect(try await text(other) == "shared")
    }

    @Test func `what is not there is said to be not there`() async throws {
        #expect(try await store.stat(.original(content)) == nil)
        #expect(try await store.bytes(of: .original(content)) == nil)
        #expect(try await store.list(content, prefix: "").isEmpty)
        let missing = await #expect(throws: BlobError.self) {
            try await store.reader(for: .original(content), range: 0..<1)
        }
        #expect(missing?.code == .notFound)
        try await store.put(ByteBuffer(string: "abc"), to: .original(content))
        let beyond = await #expect(throws: BlobError.self) {
            try await store.reader(for: .original(content), range: 0..<4)
        }
        #expect(beyond?.code == .invalidRange)
    }

    @Test(arguments: ["../x", "/etc/passwd", "a//b", "", ".hidden", "a/../b", "a b", "é", "a\0b"])
    func `a name that could leave the content is refused`(name: String) async {
        await #expect(throws: BlobError.self) {
            try await store.put(ByteBuffer(string: "x"), to: BlobKey(content: content, name: name))
        }
        await #expect(throws: BlobError.self) {
            try await store.put(ByteBuffer(string: "x"), to: BlobKey(content: name, name: "a"))
        }
    }

    @Test func `half-written blobs of a killed process are gone after the next start`() async throws {
        let writer = try await store.writer(for: .index(content))
        try await writer.write(ByteBuffer(string: "half"))
        _ = try LocalBlobStore(path: folder.path)
        #expect(folder.files().isEmpty)
    }
}

import NIOCore
import Testing

@testable import Service

/// What every `BlobStore` has to do with blobs that are put together from blocks; runs against each implementation.
@Suite struct BlobBlocksContractTests {
    private let folder: TemporaryFolder
    private let store: any BlobStore
    private let key = BlobKey.original(Identifier.random())

    init() throws {
        folder = try TemporaryFolder()
        store = try LocalBlobStore(path: folder.path)
    }

    private func stage(
        _ text: String, at offset: Int64, _ placement: BlockPlacement = .direct
    ) async throws -> StagedBlock {
        let block = BlobBlock(offset: offset, size: Int64(text.utf8.count))
        let writer = try await store.blockWriter(for: block, of: key, placement)
        for character in text { try await writer.write(ByteBuffer(string: String(character))) }
        let staged = try await writer.finish()
        await writer.abandon()
        #expect(staged.block == block)
        return staged
    }

    private func text(_ staged: StagedBlock) async throws -> String {
        let reader = try await store.reader(for: staged, of: key)
        var text = ""
        while let piece = try await reader.next() { text += String(buffer: piece) }
        return text
    }

    private func blob() async throws -> String? { try await store.bytes(of: key).map { String(buffer: $0) } }

    @Test func `blocks staged in any order make the blob`() async throws {
        try await store.reserve(10, for: key)
        let third = try await stage("cc", at: 8)
        let first = try await stage("aaaa", at: 0)
        let second = try await stage("bbbb", at: 4)
        #expect(try await store.stat(key) == nil)
        #expect(try await text(second) == "bbbb")
        #expect(try await store.commit([first, second, third], to: key) == BlobStat(size: 10))
        #expect(try await blob() == "aaaabbbbcc")
        #expect(try await store.commit([first, second, third], to: key) == BlobStat(size: 10))
        #expect(try await blob() == "aaaabbbbcc")
        #expect(try await text(second) == "bbbb")
        #expect(folder.files().count == 1)
    }

    @Test func `a block staged aside counts when it is committed, and not before`() async throws {
        try await store.reserve(8, for: key)
        let (first, second) = (try await stage("aaaa", at: 0), try await stage("bbbb", at: 4))
        let other = try await stage("xxxx", at: 0, .aside)
        let unwanted = try await stage("yyyy", at: 4, .aside)
        #expect(try await text(first) == "aaaa")
        #expect(try await text(other) == "xxxx")
        try await store.discard(unwanted, of: key)
        await #expect(throws: BlobError.self) { try await text(unwanted) }
        #expect(try await store.commit([other, second], to: key).size == 8)
        #expect(try await blob() == "xxxxbbbb")
    }

    @Test func `a block that is given up changes nothing`() async throws {
        try await store.reserve(4, for: key)
        let first = try await stage("aaaa", at: 0)
        let before = folder.files()
        let writer = try await store.blockWriter(for: first.block, of: key, .aside)
        try await writer.write(ByteBuffer(string: "xx"))
        await #expect(throws: BlobError.self) { try await writer.finish() }
        await writer.abandon()
        #expect(folder.files() == before)
        _ = try await store.commit([first], to: key)
        #expect(try await blob() == "aaaa")
    }

    @Test func `a block cannot reach into its neighbour`() async throws {
        try await store.reserve(8, for: key)
        let second = try await stage("bbbb", at: 4)
        let writer = try await store.blockWriter(for: BlobBlock(offset: 0, size: 4), of: key, .direct)
        try await writer.write(ByteBuffer(string: "aaa"))
        await #expect(throws: BlobError.self) { try await writer.write(ByteBuffer(string: "aa")) }
        #expect(try await text(second) == "bbbb")
    }

    @Test func `blocks that came after a commit which was never published still count`() async throws {
        try await store.reserve(8, for: key)
        let (first, second) = (try await stage("aaaa", at: 0), try await stage("bbbb", at: 4))
        _ = try await store.commit([first, second], to: key)
        let other = try await stage("xxxx", at: 4, .aside)
        #expect(try await text(first) == "aaaa")
        #expect(try await text(other) == "xxxx")
        #expect(try await store.commit([first, other], to: key).size == 8)
        #expect(try await blob() == "aaaaxxxx")
    }

    @Test func `what was never staged cannot be committed`() async throws {
        let block = BlobBlock(offset: 0, size: 4)
        await #expect(throws: BlobError.self) {
            try await store.commit([StagedBlock(block: block, place: "data")], to: key)
        }
        try await store.reserve(4, for: key)
        for place in ["../data", "", Identifier.random() + ".block"] {
            let error = await #expect(throws: BlobError.self) {
                try await store.commit([StagedBlock(block: block, place: place)], to: key)
            }
            #expect(error?.code == .unknownBlock)
        }
        let gap = await #expect(throws: BlobError.self) {
            try await store.commit([try await stage("bb", at: 2)], to: key)
        }
        #expect(gap?.code == .unknownBlock)
        #expect(try await store.stat(key) == nil)
    }

    @Test func `what is staged outlives a restart and is named until it is discarded`() async throws {
        try await store.reserve(4, for: key)
        let first = try await stage("aaaa", at: 0)
        let next = try LocalBlobStore(path: folder.path)
        let named = try await next.stagedContents()
        #expect(named.keys.map { $0 } == [key.content])
        #expect(named.values.allSatisfy { $0 > Timestamp.now.advanced(bySeconds: -60) })
        #expect(try await next.commit([first], to: key) == BlobStat(size: 4))
        #expect(try await next.stagedContents().isEmpty)
        try await next.reserve(4, for: .original(Identifier.random()))
        for content in try await next.stagedContents().keys { try await next.discardBlocks(of: .original(content)) }
        #expect(folder.files().count == 1)
    }

    @Test func `room that is not there is refused at once`() async throws {
        let error = await #expect(throws: BlobError.self) { try await store.reserve(1 << 50, for: key) }
        #expect(error?.code == .full)
        #expect(folder.files().isEmpty)
    }
}

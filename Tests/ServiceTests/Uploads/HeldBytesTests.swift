import NIOCore
import Testing

@testable import Service

/// What is held in memory for the sum, and for how long.
@Suite(.timeLimit(.minutes(1))) struct HeldBytesTests {
    /// A file of stars, so that what comes out of memory can be told from it.
    private struct Stars: ReadableBlockWriter {
        struct Reader: BlobReader {
            let count: Int
            let read = Counter()
            let slice: FileSlice? = nil

            func next() async throws -> ByteBuffer? {
                guard read.value < count else { return nil }
                read.increment()
                return ByteBuffer(string: "*")
            }
        }

        func write(_ bytes: ByteBuffer) async throws {}
        func finish() async throws -> StagedBlock { throw Unexpected() }
        func abandon() async {}
        func reader(for range: Range<Int64>) -> any BlobReader { Reader(count: range.count) }
    }

    /// A block of the bytes 10 to 20 of some upload.
    private func block(_ room: HeldBytes.Room) async throws -> BlockInFlight {
        let upload = try await TestEngine().open(size: 100, chunkSize: 10)
        return BlockInFlight(Stars(), to: 10..<20, of: upload, holdingIn: room)
    }

    private func read(_ range: Range<Int64>, of block: BlockInFlight) async throws -> String {
        var text = ""
        try await block.read(range) {
            text += String(buffer: $0)
            return true
        }
        return text
    }

    @Test func `what is held is read from memory, the rest from the file`() async throws {
        let room = HeldBytes.Room(1000)
        let block = try await block(room)
        block.hold(ByteBuffer(string: "ab"), at: 12)
        block.hold(ByteBuffer(string: "cd"), at: 14)
        block.hold(ByteBuffer(string: "e"), at: 18)
        #expect(try await read(10..<16, of: block) == "**abcd")
        #expect(try await read(16..<20, of: block) == "**e*")
        #expect(room.taken == 0)
        #expect(try await read(10..<20, of: block) == "**********")
    }

    @Test func `a reader that has enough stops`() async throws {
        let block = try await block(HeldBytes.Room(1000))
        block.hold(ByteBuffer(string: "ab"), at: 10)
        var pieces = 0
        try await block.read(10..<20) { _ in
            pieces += 1
            return pieces < 3
        }
        #expect(pieces == 3)
    }

    @Test func `what finds no room is not held, and what is let go makes room`() async throws {
        let piece = ByteBuffer(string: "ab")
        let room = HeldBytes.Room(Int64(2 * piece.storageCapacity))
        do {
            let (first, second) = (try await block(room), try await block(room))
            first.hold(piece, at: 10)
            second.hold(piece, at: 10)
            second.hold(piece, at: 12)
            #expect(room.taken == Int64(2 * piece.storageCapacity))
            #expect(try await read(10..<14, of: second) == "ab**")
            second.hold(piece, at: 14)
            #expect(try await read(14..<16, of: second) == "ab")
        }
        #expect(room.taken == 0)
    }

    @Test func `chunks behind a gap are not held once they are acknowledged`() async throws {
        let test = try await TestEngine()
        let upload = try await test.open(size: 12, chunkSize: 4)
        try await test.write("cccc", at: 8, of: upload)
        #expect(test.engine.digests.room.taken == 0)
        try await test.write("bbbb", at: 4, of: upload)
        try await test.write("aaaa", at: 0, of: upload)
        #expect(try await test.completed(upload) == "aaaabbbbcccc")
        #expect(test.engine.digests.room.taken == 0)
    }

    @Test func `chunks that come while another carries the sum on are held until it has passed them`() async throws {
        let test = try await TestEngine()
        let upload = try await test.open(size: 12, chunkSize: 4)
        let (stream, body) = AsyncThrowingStream.makeStream(of: ByteBuffer.self)
        let first = Task { try await test.write(stream, count: 4, at: 0, of: upload) }
        body.yield(ByteBuffer(string: "aa"))
        while test.engine.digests.written(upload.id) != [0..<2] { await Task.yield() }
        try await test.write("bbbb", at: 4, of: upload)
        #expect(test.engine.digests.room.taken > 0)
        body.yield(ByteBuffer(string: "aa"))
        body.finish()
        _ = try await first.value
        let digest = try await test.engine.digests.advance(upload)
        #expect(digest.sha256 == ByteBuffer(string: "aaaabbbb").sha256)
        #expect(test.engine.digests.room.taken == 0)
    }
}

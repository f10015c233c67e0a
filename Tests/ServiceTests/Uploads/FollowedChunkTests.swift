import NIOCore
import Testing

@testable import Service

/// The sum of a file runs into chunks that are still coming, and is right whatever becomes of them.
@Suite(.timeLimit(.minutes(1))) struct FollowedChunkTests {
    private struct Gone: Error {}

    /// The second of two chunks, of which "bb" has come and is in the sum, behind a whole "aaaa".
    private struct Halfway {
        let test: TestEngine
        let upload: StoredUpload
        let body: AsyncThrowingStream<ByteBuffer, any Error>.Continuation
        let chunk: Task<Int64, any Error>

        init() async throws {
            let test = try await TestEngine()
            let upload = try await test.open(size: 8, chunkSize: 4)
            let (stream, body) = AsyncThrowingStream.makeStream(of: ByteBuffer.self)
            chunk = Task { try await test.write(stream, count: 4, at: 4, of: upload) }
            body.yield(ByteBuffer(string: "bb"))
            (self.test, self.upload, self.body) = (test, upload, body)
            while test.engine.digests.written(upload.id) != [4..<6] { await Task.yield() }
            try await test.write("aaaa", at: 0, of: upload)
            try await expectDigest("aaaabb")
        }

        func expectDigest(_ text: String) async throws {
            let digest = try await test.engine.digests.advance(upload)
            #expect(digest.end == Int64(text.utf8.count))
            #expect(digest.sha256 == ByteBuffer(string: text).sha256)
        }
    }

    @Test func `a chunk that is followed is taken to its end`() async throws {
        let halfway = try await Halfway()
        halfway.body.yield(ByteBuffer(string: "BB"))
        halfway.body.finish()
        _ = try await halfway.chunk.value
        try await halfway.expectDigest("aaaabbBB")
        #expect(halfway.test.engine.digests.written(halfway.upload.id).isEmpty)
        #expect(try await halfway.test.completed(halfway.upload) == "aaaabbBB")
    }

    @Test func `a chunk that breaks off when it has been followed comes again`() async throws {
        let halfway = try await Halfway()
        halfway.body.finish(throwing: Gone())
        await #expect(throws: Gone.self) { _ = try await halfway.chunk.value }
        try await halfway.expectDigest("aaaa")
        try await halfway.test.write("cccc", at: 4, of: halfway.upload)
        try await halfway.expectDigest("aaaacccc")
        #expect(try await halfway.test.completed(halfway.upload) == "aaaacccc")
    }

    @Test func `another copy that is faster takes the place of the chunk, until that has come whole`() async throws {
        let halfway = try await Halfway()
        try await halfway.test.write("xxxx", at: 4, of: halfway.upload)
        try await halfway.expectDigest("aaaaxxxx")
        halfway.body.yield(ByteBuffer(string: "BB"))
        halfway.body.finish()
        _ = try await halfway.chunk.value
        try await halfway.expectDigest("aaaabbBB")
        #expect(try await halfway.test.completed(halfway.upload) == "aaaabbBB")
    }

    @Test func `a chunk still coming has no part in a file that is complete without it`() async throws {
        let halfway = try await Halfway()
        try await halfway.test.write("xxxx", at: 4, of: halfway.upload)
        #expect(try await halfway.test.completed(halfway.upload) == "aaaaxxxx")
        halfway.body.yield(ByteBuffer(string: "BB"))
        #expect(await refusal { _ = try await halfway.chunk.value } == .conflict)
    }

    @Test(arguments: 0..<60)
    func `chunks in any order, some twice, some broken off, make a file of the right sum`(seed: UInt64) async throws {
        let test = try await TestEngine()
        var random = SeededGenerator(seed: seed)
        let size: Int64 = 50
        let upload = try await test.open(size: size, chunkSize: 3)
        let following = Task {
            for await upload in test.engine.digests.uploadsBehind { _ = try? await test.engine.digests.advance(upload) }
        }
        defer { following.cancel() }
        var chunks = Array(0..<upload.grid.count).flatMap {
            Array(repeating: $0, count: Int.random(in: 1...3, using: &random))
        }
        chunks.shuffle(using: &random)
        let first = Set(chunks.indices.filter { chunks[..<$0].contains(chunks[$0]) == false })
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (turn, number) in chunks.enumerated() {
                if turn >= 4 { try await group.next() }
                let range = upload.grid.range(at: number * 3)
                let letter = UInt8(ascii: "a") + UInt8.random(in: 0..<26, using: &random)
                // One copy of each chunk comes whole; others may break off.
                let breaksOff = !first.contains(turn) && Bool.random(using: &random)
                group.addTask {
                    let body = AsyncThrowingStream<ByteBuffer, any Error> { stream in
                        for offset in range.dropLast(breaksOff ? 1 : 0) {
                            stream.yield(ByteBuffer(bytes: [letter &+ UInt8(offset % 5)]))
                        }
                        stream.finish(throwing: breaksOff ? Gone() : nil)
                    }
                    do {
                        _ = try await test.write(body, count: Int64(range.count), at: range.lowerBound, of: upload)
                    } catch is Gone {}
                }
            }
            try await group.waitForAll()
        }
        #expect(try await test.completed(upload).utf8.count == Int(size))
    }
}

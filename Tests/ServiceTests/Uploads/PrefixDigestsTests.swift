import NIOCore
import Testing

@testable import Service

/// The sum of a file that comes in parts: right whatever comes first, twice, or not at all.
@Suite(.timeLimit(.minutes(1))) struct PrefixDigestsTests {
    private struct Gone: Error {}

    /// What the sum is of when all that came has been taken.
    private func expectDigest(_ text: String, of upload: StoredUpload, in test: TestEngine) async throws {
        let digest = try await test.engine.digests.advance(upload)
        #expect(digest.end == Int64(text.utf8.count))
        #expect(digest.sha256 == ByteBuffer(string: text).sha256)
    }

    @Test func `the digest of what has come follows repeats`() async throws {
        let test = try await TestEngine()
        let upload = try await test.open(size: 12, chunkSize: 4)
        try await test.write("aaaa", at: 0, of: upload)
        try await test.write("cccc", at: 8, of: upload)
        try await expectDigest("aaaa", of: upload, in: test)
        try await test.write("bbbb", at: 4, of: upload)
        try await expectDigest("aaaabbbbcccc", of: upload, in: test)
        try await test.write("xxxx", at: 4, of: upload)
        try await expectDigest("aaaaxxxxcccc", of: upload, in: test)
        #expect(try await test.completed(upload) == "aaaaxxxxcccc")
    }

    @Test func `chunks in their order are summed as they pass, others when somebody reads them again`() async throws {
        let test = try await TestEngine()
        let upload = try await test.open(size: 12, chunkSize: 4)
        let digests = test.engine.digests
        try await test.write("aaaa", at: 0, of: upload)
        #expect(!digests.isBehind(4, of: upload.id))
        try await test.write("cccc", at: 8, of: upload)
        #expect(digests.isBehind(8, of: upload.id))
        try await test.write("bbbb", at: 4, of: upload)
        // Nobody follows in this test, so the last chunk still waits for a second look.
        #expect(digests.isBehind(12, of: upload.id))
        try await expectDigest("aaaabbbbcccc", of: upload, in: test)
        #expect(!digests.isBehind(12, of: upload.id))
    }

    @Test func `a chunk that breaks off takes its bytes out of the sum again`() async throws {
        let test = try await TestEngine()
        let upload = try await test.open(size: 8, chunkSize: 4)
        try await test.write("aaaa", at: 0, of: upload)
        let broken = AsyncThrowingStream<ByteBuffer, any Error> { stream in
            stream.yield(ByteBuffer(string: "xx"))
            stream.finish(throwing: Gone())
        }
        await #expect(throws: Gone.self) { try await test.write(broken, count: 4, at: 4, of: upload) }
        try await expectDigest("aaaa", of: upload, in: test)
        try await test.write("bbbb", at: 4, of: upload)
        try await expectDigest("aaaabbbb", of: upload, in: test)
    }

    @Test func `whoever is far ahead waits only while the sum is being carried on`() async throws {
        let test = try await TestEngine()
        let upload = try await test.open(size: 8, chunkSize: 4)
        // Nobody carries it on: a caller that waited would wait for ever.
        await test.engine.digests.keepUp(with: Int64.max, of: upload.id)
    }

    @Test(arguments: [1, 65_535, 65_536, 262_144, 1_000_003])
    func `a sum on another thread is that of the bytes`(size: Int) async throws {
        let digest = StreamDigest()
        var all = ByteBuffer()
        for number in 0..<40 {
            let piece = ByteBuffer(
                repeating: UInt8(truncatingIfNeeded: number * 37), count: number % 3 == 0 ? 100 : size)
            all.writeImmutableBuffer(piece)
            await digest.append(piece)
        }
        #expect(await digest.finish() == all.sha256)
    }
}

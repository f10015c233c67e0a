import NIOCore
import Testing

@testable import Service

/// What must hold when things break off, overlap, or the process is killed between two steps.
@Suite(.timeLimit(.minutes(1))) struct UploadEngineTests {
    private struct Gone: Error {}

    /// A body that breaks off after `text`.
    private func broken(_ text: String) -> AsyncThrowingStream<ByteBuffer, any Error> {
        AsyncThrowingStream { stream in
            stream.yield(ByteBuffer(string: text))
            stream.finish(throwing: Gone())
        }
    }

    @Test func `a chunk that breaks off is not counted, one that was acknowledged stays`() async throws {
        let test = try await TestEngine()
        let upload = try await test.open(size: 8, chunkSize: 4)
        await #expect(throws: Gone.self) { try await test.write(broken("aa"), count: 4, at: 0, of: upload) }
        #expect(try await test.engine.missing(of: upload) == [0, 1])
        try await test.write("aaaa", at: 0, of: upload)
        try await test.write("bbbb", at: 4, of: upload)
        let before = test.bytes
        await #expect(throws: Gone.self) { try await test.write(broken("xx"), count: 4, at: 0, of: upload) }
        #expect(test.bytes == before)
        #expect(try await test.completed(upload) == "aaaabbbb")
    }

    @Test func `a writer that is overtaken writes nothing once the file is made`() async throws {
        let test = try await TestEngine()
        let upload = try await test.open(size: 8, chunkSize: 4)
        let (body, slow) = AsyncStream.makeStream(of: ByteBuffer.self)
        async let overtaken = refusal { try await test.write(body, count: 4, at: 0, of: upload) }
        slow.yield(ByteBuffer(string: "xx"))
        try await eventually { test.engine.claims.isBusy(upload.id) }
        #expect(try await test.write("aaaa", at: 0, of: upload) == 4)
        #expect(try await test.write("bbbb", at: 4, of: upload) == 8)
        #expect(try await test.completed(upload) == "aaaabbbb")
        slow.yield(ByteBuffer(string: "xx"))
        slow.finish()
        #expect(await overtaken == .conflict)
        let file = try await test.engine.complete(upload.id, for: test.ada)
        #expect(!file.isNew)
        #expect(try await test.blobs.bytes(of: .original(file.file.content)).map { String(buffer: $0) } == "aaaabbbb")
        #expect(!test.engine.claims.isBusy(upload.id))
    }

    @Test func `of two who send the same chunk, who ends last counts`() async throws {
        let test = try await TestEngine()
        let upload = try await test.open(size: 4, chunkSize: 4)
        let (body, slow) = AsyncStream.makeStream(of: ByteBuffer.self)
        async let last = test.write(body, count: 4, at: 0, of: upload)
        try await eventually { test.engine.claims.isBusy(upload.id) }
        try await test.write("aaaa", at: 0, of: upload)
        slow.yield(ByteBuffer(string: "xxxx"))
        slow.finish()
        #expect(try await last == 4)
        #expect(try await test.completed(upload) == "xxxx")
        #expect(test.bytes.count == 1)
    }

    @Test func `killed after the bytes and before the row, a chunk is simply missing`() async throws {
        let first = try await TestEngine()
        let upload = try await first.open(size: 8, chunkSize: 4)
        try await first.write("aaaa", at: 0, of: upload)
        let block = BlobBlock(offset: 4, size: 4)
        for placement in [BlockPlacement.direct, .aside] {
            let writer = try await first.blobs.blockWriter(for: block, of: upload.key, placement)
            try await writer.write(ByteBuffer(string: "????"))
            _ = try await writer.finish()
        }
        let next = try await TestEngine(in: first.folder)
        #expect(await refusal { _ = try await next.engine.complete(upload.id, for: next.ada) } == .incompleteUpload)
        try await next.write("bbbb", at: 4, of: upload)
        #expect(try await next.completed(upload) == "aaaabbbb")
        #expect(next.bytes.count == 1)
    }

    @Test(arguments: [false, true])
    func `killed between the blob and the row, an upload is completed again`(another: Bool) async throws {
        let first = try await TestEngine()
        let upload = try await first.open(size: 8, chunkSize: 4)
        try await first.write("xxxx", at: 0, of: upload)
        try await first.write("bbbb", at: 4, of: upload)
        try await first.write("aaaa", at: 0, of: upload)
        let blocks = try await first.engine.repository.extents(of: upload.id)
        _ = try await first.blobs.commit(blocks, to: upload.key)

        let next = try await TestEngine(in: first.folder)
        try await next.sweep()
        if another { try await next.write("cccc", at: 4, of: upload) }
        #expect(try await next.completed(upload) == (another ? "aaaacccc" : "aaaabbbb"))
        #expect(next.bytes.count == 1)
    }

    @Test func `killed in the middle of putting blocks together, it is done again`() async throws {
        let first = try await TestEngine()
        let upload = try await first.open(size: 8, chunkSize: 4)
        try await first.write("xxxx", at: 0, of: upload)
        try await first.write("bbbb", at: 4, of: upload)
        try await first.write("aaaa", at: 0, of: upload)
        let extents = try await first.engine.repository.extents(of: upload.id)
        let area = try first.blobs.stagingArea(of: upload.key)
        try area.assemble(Array(extents.prefix(1)), into: area.data, size: 8, again: false)
        #expect(try await TestEngine(in: first.folder).completed(upload) == "aaaabbbb")
    }

    @Test func `killed between dropping the row and the bytes, the sweeper does the rest`() async throws {
        let first = try await TestEngine()
        let upload = try await first.open(size: 8, chunkSize: 4)
        try await first.write("aaaa", at: 0, of: upload)
        try await first.engine.repository.delete(upload)
        #expect(first.bytes.count == 1)
        first.clock.advance(bySeconds: 3700)
        let next = try await TestEngine(in: first.folder, clock: first.clock)
        try await next.sweep()
        #expect(next.bytes == [])
    }
}

import NIOCore
import Testing

@testable import Service

@Suite(.timeLimit(.minutes(1))) struct UploadSweeperTests {
    @Test func `an upload ends a day after its last chunk`() async throws {
        let test = try await TestEngine()
        let (used, idle) = (try await test.open(size: 8, chunkSize: 4), try await test.open(size: 8, chunkSize: 4))
        #expect(idle.expiresAt == test.clock.now.advanced(bySeconds: 86_400))
        test.clock.advance(bySeconds: 80_000)
        try await test.write("aaaa", at: 0, of: used)
        test.clock.advance(bySeconds: 6399)
        try await test.sweep()
        #expect(try await test.engine.repository.find(idle.id) != nil)
        test.clock.advance(bySeconds: 1)
        try await test.sweep()
        #expect(try await test.engine.repository.find(idle.id) == nil)
        #expect(await refusal { _ = try await test.engine.find(idle.id, for: test.ada) } == .notFound)
        #expect(test.bytes.count == 1)
        // A repeat of the same bytes is a sign of life too.
        test.clock.advance(bySeconds: 70_000)
        try await test.write("aaaa", at: 0, of: used)
        test.clock.advance(bySeconds: 86_399)
        try await test.sweep()
        try await test.write("bbbb", at: 4, of: used)
        #expect(try await test.completed(used) == "aaaabbbb")
        #expect(try await test.ledger.usage(of: "ada") == Usage(bytes: 8, files: 1))
    }

    @Test func `a completed upload is forgotten and its file is not`() async throws {
        let test = try await TestEngine()
        let upload = try await test.open(size: 4, chunkSize: 4)
        try await test.write("aaaa", at: 0, of: upload)
        let (file, _) = try await test.engine.complete(upload.id, for: test.ada)
        test.clock.advance(bySeconds: 86_400)
        try await test.sweep()
        #expect(try await test.engine.repository.find(upload.id) == nil)
        #expect(try await test.engine.publication.files.find(file.id) != nil)
        #expect(test.bytes.count == 1)
        #expect(try await test.ledger.usage(of: "ada") == Usage(bytes: 4, files: 1))
    }

    @Test func `a clock that goes back takes nothing away`() async throws {
        let test = try await TestEngine()
        let upload = try await test.open(size: 8, chunkSize: 4)
        try await test.write("aaaa", at: 0, of: upload)
        test.clock.advance(bySeconds: -1_000_000)
        try await test.sweep()
        try await test.write("bbbb", at: 4, of: upload)
        try await test.sweep()
        #expect(try await test.completed(upload) == "aaaabbbb")
    }

    @Test func `an upload that is being written to is not taken`() async throws {
        let test = try await TestEngine()
        let upload = try await test.open(size: 4, chunkSize: 4)
        let (body, source) = AsyncStream.makeStream(of: ByteBuffer.self)
        async let written = test.write(body, count: 4, at: 0, of: upload)
        source.yield(ByteBuffer(string: "aa"))
        try await eventually { test.engine.claims.isBusy(upload.id) }
        test.clock.advance(bySeconds: 100_000)
        try await test.sweep()
        source.yield(ByteBuffer(string: "aa"))
        source.finish()
        #expect(try await written == 4)
        #expect(try await test.completed(upload) == "aaaa")
    }

    @Test func `staged bytes without an upload go when nobody can be about to need them`() async throws {
        let test = try await TestEngine()
        let upload = try await test.open(size: 4, chunkSize: 4)
        try await test.blobs.reserve(4, for: .original(Identifier.random()))
        try await test.sweep()
        #expect(test.bytes.count == 2)
        test.clock.advance(bySeconds: 3700)
        try await test.sweep()
        #expect(test.bytes.count == 1)
        try await test.write("aaaa", at: 0, of: upload)
        #expect(try await test.completed(upload) == "aaaa")
    }

    @Test func `what is aborted, refused or expired is given back to the quota`() async throws {
        let test = try await TestEngine()
        let upload = try await test.open(size: 8, chunkSize: 4)
        var open = Usage()
        open.uploads = 1
        open.reservedBytes = 8
        #expect(try await test.ledger.usage(of: "ada") == open)
        try await test.engine.abort(upload.id, for: test.ada)
        #expect(try await test.ledger.usage(of: "ada") == Usage())
        _ = try await test.open(size: 8, chunkSize: 4)
        test.clock.advance(bySeconds: 86_400)
        try await test.sweep()
        #expect(try await test.ledger.usage(of: "ada") == Usage())
        #expect(test.bytes == [])
    }
}

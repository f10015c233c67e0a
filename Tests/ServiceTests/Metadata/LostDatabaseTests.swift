import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Service

/// The database goes away under a running service, and comes back.
@Suite(.timeLimit(.minutes(1))) struct LostDatabaseTests {
    @Test func `a database that is moved away is refused with nothing lost, and serves again when it is back`()
        async throws
    {
        try await TestService.run { service async throws in
            let kept = try await service.upload(ByteBuffer(string: "kept"), filename: "a.txt").json(UploadAnswer.self)
            let path = service.folder.path + "/data/metadata.sqlite"
            let blobs = service.storedBlobs
            try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
            for (method, address) in [(.get, "files/\(kept.fileId)"), (.get, "jobs")] as [(HTTPRequest.Method, String)]
            {
                let answer = try await service.ask(method, address)
                #expect(answer.status == .serviceUnavailable)
                #expect(answer.problemCode == "unavailable")
                #expect(answer.headers[.retryAfter] != nil)
            }
            let refused = try await service.upload(ByteBuffer(string: "lost"), filename: "b.txt")
            #expect(refused.status == .serviceUnavailable)
            #expect(service.storedBlobs == blobs)
            #expect(!FileManager.default.fileExists(atPath: path))
            try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
            #expect(try await service.ask(.get, "download/\(kept.fileId)").text == "kept")
            #expect(try await service.upload(ByteBuffer(string: "new"), filename: "b.txt").status == .created)
        }
    }

    @Test func `another database in its place is not taken for it`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/test.sqlite"
        let store = try SQLiteStore(path: path)
        try await Migrations.apply(to: store)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
        let stranger = try SQLiteStore(path: path)
        try await Migrations.apply(to: stranger)
        let error = await #expect(throws: MetadataError.self) {
            try await store.read(SQLStatement("SELECT COUNT(*) FROM files"))
        }
        #expect(error?.code == .unavailable)
    }

    @Test func `a database that another process holds is busy, and then free`() async throws {
        let folder = try TemporaryFolder()
        let store = UnreliableStore(try SQLiteStore(path: folder.path + "/test.sqlite"))
        try await Migrations.apply(to: store)
        store.fail(.busy)
        let error = await #expect(throws: MetadataError.self) { try await store.read(SQLStatement("SELECT 1")) }
        let failure = try PublicFailure(#require(error))
        #expect(failure.status == .serviceUnavailable && failure.code == .tooBusy && failure.retryAfter != nil)
        store.fail(nil)
        #expect(try await store.read(SQLStatement("SELECT 1")).rows == [[.integer(1)]])
    }
}

import Logging
import NIOCore
import Pipeline
import Synchronization
import Testing

@testable import Service

/// An upload engine on a folder of its own, with a clock that tests set.
struct TestEngine: Sendable {
    let folder: TemporaryFolder
    let store: SQLiteStore
    let blobs: LocalBlobStore
    let engine: UploadEngine
    let clock: TestClock
    let ledger: UsageLedger

    /// Opens the engine on `folder`, as a process does that starts.
    init(in folder: TemporaryFolder? = nil, clock: TestClock = TestClock()) async throws {
        let folder = try folder ?? TemporaryFolder()
        let store = try SQLiteStore(path: folder.path + "/metadata.sqlite")
        try await Migrations.apply(to: store)
        let blobs = try LocalBlobStore(path: folder.path)
        let library = StoredMediaLibrary(
            blobs: blobs, executor: NativeExecutor(threads: 1), presentations: PresentationCache(limit: 1_000_000),
            metrics: ServiceMetrics())
        let publication = Publication(
            files: FileRepository(store: store), library: library, runner: library.engine,
            policy: ContentTypePolicy(allowed: ["*/*"]), maxFileSize: 1_000_000, metrics: ServiceMetrics())
        self.folder = folder
        self.store = store
        self.blobs = blobs
        self.clock = clock
        ledger = UsageLedger(store: store, limits: QuotaLimits())
        engine = UploadEngine(
            ServiceConfiguration(), store: store, blobs: blobs, publication: publication, logger: TestService.logger,
            clock: { clock.now })
    }

    var ada: Access { .user("ada") }

    /// Opens an upload of ada's.
    func open(size: Int64, chunkSize: Int64) async throws -> StoredUpload {
        try await engine.open(
            UploadEngine.Announcement(
                filename: "a.txt", grid: UploadGrid(checkedSize: size, chunkSize: chunkSize), form: UploadForm()),
            owner: "ada")
    }

    /// Writes `text` at `offset`.
    @discardableResult
    func write(_ text: String, at offset: Int64, of upload: StoredUpload) async throws -> Int64 {
        try await write(
            AsyncStream { stream in
                for character in text { stream.yield(ByteBuffer(string: String(character))) }
                stream.finish()
            }, count: Int64(text.utf8.count), at: offset, of: upload)
    }

    /// Writes what comes from `body`.
    @discardableResult
    func write<Body: AsyncSequence>(
        _ body: Body, count: Int64, at offset: Int64, of upload: StoredUpload
    ) async throws -> Int64 where Body.Element == ByteBuffer {
        let range = try ContentRange(["bytes \(offset)-\(offset + count - 1)/\(upload.grid.size)"])
        return try await engine.withExtent(range, of: upload.id, for: ada) { extent in
            try await engine.write(body, to: extent, expecting: [])
        }
    }

    /// The bytes of the file that `upload` has become.
    func completed(_ upload: StoredUpload) async throws -> String {
        let (file, _) = try await engine.complete(upload.id, for: ada)
        #expect(file.size == upload.grid.size)
        let bytes = try #require(try await blobs.bytes(of: .original(file.content)))
        #expect(file.sha256 == bytes.sha256)
        return String(buffer: bytes)
    }

    func sweep() async throws { try await UploadSweeper(engine: engine, logger: TestService.logger).sweep() }

    /// Everything on the disk but the database.
    var bytes: [String] { folder.files().filter { !$0.hasPrefix("metadata.sqlite") } }
}

/// A clock that stands until it is moved.
final class TestClock: Sendable {
    private let moment: Mutex<Timestamp>

    init(_ moment: Timestamp = .now) { self.moment = Mutex(moment) }

    var now: Timestamp { moment.withLock { $0 } }

    func advance(bySeconds seconds: Int) { moment.withLock { $0 = $0.advanced(bySeconds: seconds) } }
}

/// The code of the `ServiceError` that `work` throws; nil when it throws none.
func refusal(of work: () async throws -> Void) async -> ServiceError.Code? {
    do {
        try await work()
        return nil
    } catch { return (error as? ServiceError)?.code }
}

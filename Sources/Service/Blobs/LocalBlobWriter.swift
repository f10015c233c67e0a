internal import Foundation
internal import NIOCore
internal import Synchronization

/// Writes one file under a temporary name and renames it when it is whole and flushed.
final class LocalBlobWriter: BlobWriter {
    private let file: OpenFile
    private let target: String
    private let temporary: String
    private let state = Mutex((written: Int64(0), flushing: FlushAhead()))

    init(target: String, temporary: String) throws {
        self.target = target
        self.temporary = temporary
        file = try OpenFile.writing(temporary)
    }

    /// Writes at once on the calling thread: handing each piece to another thread costs more than half the speed.
    func write(_ bytes: ByteBuffer) async throws {
        let offset = state.withLock { $0.written }
        try file.write(bytes, at: offset)
        let end = offset + Int64(bytes.readableBytes)
        let stretch = state.withLock { state in
            state.written = end
            return state.flushing.next(writtenTo: end)
        }
        if let stretch { file.startFlushing(stretch) }
    }

    func finish() async throws -> BlobStat {
        let size = state.withLock { $0.written }
        try await LocalBlobStore.offload { [file, temporary, target] in
            try file.synchronize()
            try LocalBlobStore.publish(temporary, as: target)
        }
        return BlobStat(size: size)
    }

    func abandon() async { unlink(temporary) }
}

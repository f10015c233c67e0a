internal import Foundation
internal import NIOCore
internal import Synchronization

/// Writes one file under a temporary name and renames it when it is whole and flushed.
final class LocalBlobWriter: BlobWriter {
    private let file: OpenFile
    private let target: String
    private let temporary: String
    private let written = Mutex<Int64>(0)

    init(target: String, temporary: String) throws {
        self.target = target
        self.temporary = temporary
        file = try OpenFile.writing(temporary)
    }

    /// Writes at once on the calling thread: handing each piece to another thread costs more than half the speed.
    func write(_ bytes: ByteBuffer) async throws {
        let offset = written.withLock { size in
            defer { size += Int64(bytes.readableBytes) }
            return size
        }
        try file.write(bytes, at: offset)
    }

    func finish() async throws -> BlobStat {
        let size = written.withLock { $0 }
        try await LocalBlobStore.offload { [file, temporary, target] in
            try file.synchronize()
            try LocalBlobStore.publish(temporary, as: target)
        }
        return BlobStat(size: size)
    }

    func abandon() async { unlink(temporary) }
}

/// Reads a range of one file in pieces, on threads that may wait for the disk.
final class LocalBlobReader: BlobReader {
    private static let pieceSize: Int64 = 524_288

    private let file: OpenFile
    private let rest: Mutex<Range<Int64>>

    init(file: OpenFile, range: Range<Int64>) {
        self.file = file
        rest = Mutex(range)
    }

    func next() async throws -> ByteBuffer? {
        let piece = rest.withLock { rest in
            let end = min(rest.upperBound, rest.lowerBound + Self.pieceSize)
            defer { rest = end..<rest.upperBound }
            return rest.lowerBound..<end
        }
        guard !piece.isEmpty else { return nil }
        let bytes = try await LocalBlobStore.offload { [file] in
            try file.read(piece.count, at: piece.lowerBound)
        }
        guard bytes.readableBytes == piece.count else { throw BlobError(.unavailable, "pread", "the file is cut short") }
        return bytes
    }
}

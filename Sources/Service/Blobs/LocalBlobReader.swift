internal import NIOCore
internal import Synchronization

/// Reads a range of one file in pieces, on threads that may wait for the disk.
final class LocalBlobReader: BlobReader {
    private static let pieceSize: Int64 = 524_288

    let slice: FileSlice?
    private let file: OpenFile
    private let rest: Mutex<Range<Int64>>

    init(file: OpenFile, range: Range<Int64>) {
        self.file = file
        slice = FileSlice(file: file, range: range)
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
        guard bytes.readableBytes == piece.count else {
            throw BlobError(.unavailable, "pread", "the file is cut short")
        }
        return bytes
    }
}

internal import NIOCore
internal import Synchronization

/// Reads a range of one file in pieces, on threads that may wait for the disk.
final class LocalBlobReader: BlobReader {
    private static let pieceSize: Int64 = 524_288

    let slice: FileSlice?
    private let file: OpenFile
    /// What is not read yet, and the buffer of the last piece, taken again when its reader has let it go.
    private let state: Mutex<(rest: Range<Int64>, spare: ByteBuffer)>

    init(file: OpenFile, range: Range<Int64>) {
        self.file = file
        slice = FileSlice(file: file, range: range)
        state = Mutex((rest: range, spare: ByteBuffer()))
    }

    func next() async throws -> ByteBuffer? {
        let (piece, spare) = state.withLock { state in
            let end = min(state.rest.upperBound, state.rest.lowerBound + Self.pieceSize)
            let piece = state.rest.lowerBound..<end
            state.rest = end..<state.rest.upperBound
            return (piece, exchange(&state.spare, with: ByteBuffer()))
        }
        guard !piece.isEmpty else { return nil }
        let bytes = try await LocalBlobStore.offload { [file] in
            var bytes = spare
            bytes.clear()
            try file.read(piece.count, at: piece.lowerBound, into: &bytes)
            return bytes
        }
        guard bytes.readableBytes == piece.count else {
            throw BlobError(.unavailable, "pread", "the file is cut short")
        }
        state.withLock { $0.spare = bytes }
        return bytes
    }
}

internal import Foundation
internal import NIOCore
internal import Synchronization

/// Writes one block: at its offset into the file that will be the blob, or into a file of its own.
final class LocalBlockWriter: ReadableBlockWriter {
    private let file: OpenFile
    private let offset: Int64
    private let staged: StagedBlock
    /// The block's own file, which goes when the block is given up.
    private let ownFile: String?
    private let state: Mutex<(written: Int64, flushing: FlushAhead, isFinished: Bool)>

    init(_ file: OpenFile, at offset: Int64, staged: StagedBlock, ownFile: String? = nil) {
        self.file = file
        self.offset = offset
        self.staged = staged
        self.ownFile = ownFile
        state = Mutex((written: 0, flushing: FlushAhead(from: offset), isFinished: false))
    }

    /// Writes at once on the calling thread.
    func write(_ bytes: ByteBuffer) async throws {
        let count = Int64(bytes.readableBytes)
        let done = state.withLock { $0.written }
        // A neighbour's bytes lie behind the block.
        guard done + count <= staged.block.size else { throw BlobError(.invalidRange, "write") }
        try file.write(bytes, at: offset + done)
        let stretch = state.withLock { state in
            state.written = done + count
            return state.flushing.next(writtenTo: offset + state.written)
        }
        if let stretch { file.startFlushing(stretch) }
    }

    func reader(for range: Range<Int64>) -> any BlobReader {
        let shift = offset - staged.block.offset
        return LocalBlobReader(file: file, range: range.lowerBound + shift..<range.upperBound + shift)
    }

    func finish() async throws -> StagedBlock {
        guard state.withLock({ $0.written }) == staged.block.size else { throw BlobError(.invalidRange, "finish") }
        try await LocalBlobStore.offload { [file, ownFile] in
            try file.synchronizeData()
            if let ownFile { try Directory.synchronize((ownFile as NSString).deletingLastPathComponent) }
        }
        state.withLock { $0.isFinished = true }
        return staged
    }

    func abandon() async {
        guard let ownFile, !state.withLock({ $0.isFinished }) else { return }
        unlink(ownFile)
    }
}

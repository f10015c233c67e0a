internal import NIOCore
internal import Synchronization

/// A block that is being written to its place in the file, as the sum of the file sees it.
final class BlockInFlight: Sendable {
    let upload: StoredUpload
    /// The file's bytes it stands for.
    let range: Range<Int64>
    /// What the sum has not come to, as far as it is in memory.
    private let held: HeldBytes
    /// The sum that the writer carries on.
    let carried = Mutex<StreamDigest?>(nil)
    /// For reading what is written before the block is finished; nil where the store cannot.
    private let file: (any ReadableBlockWriter)?

    init(_ writer: any BlockWriter, to range: Range<Int64>, of upload: StoredUpload, holdingIn room: HeldBytes.Room) {
        self.upload = upload
        self.range = range
        held = HeldBytes(in: room)
        file = writer as? any ReadableBlockWriter
    }

    /// Whether what is written can be read before the block is finished.
    var isReadable: Bool { file != nil }

    /// Keeps the bytes at `offset`, which are about to be written, for `read`, if there is room.
    func hold(_ bytes: ByteBuffer, at offset: Int64) {
        if isReadable { held.keep(bytes, at: offset) }
    }

    /// Hands the bytes of `range`, which are written, to `body` piece by piece, until it answers false: out of memory where
    /// they are held, otherwise out of the file.
    func read(_ range: Range<Int64>, _ body: (ByteBuffer) throws -> Bool) async throws {
        var offset = range.lowerBound
        while offset < range.upperBound {
            if let piece = held.take(at: offset) {
                offset += Int64(piece.readableBytes)
                guard try body(piece) else { return }
                continue
            }
            let end = held.start.map { min($0, range.upperBound) } ?? range.upperBound
            guard let reader = file?.reader(for: offset..<end) else { return }
            while let piece = try await reader.next() {
                guard try body(piece) else { return }
            }
            offset = end
        }
    }
}

internal import NIOCore

/// A part of a blob that is put together from several.
struct BlobBlock: Hashable, Sendable {
    /// Where its first byte lies in the finished blob; no two blocks of a blob overlap.
    var offset: Int64
    /// Bytes.
    var size: Int64

    /// The bytes it stands for.
    var range: Range<Int64> { offset..<offset + size }
}

/// A block whose bytes a store keeps, durably, until they are committed or discarded.
struct StagedBlock: Hashable, Sendable {
    var block: BlobBlock
    /// Where the store keeps it: for the store alone to read, for others to remember.
    var place: String
}

/// How a block is to be written.
enum BlockPlacement: Sendable {
    /// Where it will finally lie; nothing that counts is staged there, and nobody else writes there.
    case direct
    /// Beside what is staged already, which stays good until a commit names the new block instead.
    case aside
}

/// One block being written, by one task.
protocol BlockWriter: Sendable {
    /// Appends `bytes`. The block must not grow beyond its size.
    func write(_ bytes: ByteBuffer) async throws
    /// Makes the block durable. Throws when bytes are missing.
    func finish() async throws -> StagedBlock
    /// Gives up. Harmless after `finish`.
    func abandon() async
}

/// A block whose bytes can be read while it is being written.
protocol ReadableBlockWriter: BlockWriter {
    /// The bytes of `range` of the finished blob, which must have been written.
    func reader(for range: Range<Int64>) -> any BlobReader
}

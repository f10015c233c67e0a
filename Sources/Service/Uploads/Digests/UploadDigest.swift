internal import Crypto
internal import NIOCore

/// How far the SHA-256 of one upload has come, and who may go on with it. A value: `PrefixDigests` guards it.
///
/// The sum runs into blocks that are still being written, so a block that breaks off takes it back to the block's first
/// byte.
struct UploadDigest: Sendable {
    /// The sum of the bytes up to `end`.
    struct Prefix: Sendable {
        fileprivate(set) var sum = SHA256()
        fileprivate(set) var end: Int64 = 0
        /// Which beginning of the upload it belongs to: bytes that are replaced make another.
        fileprivate(set) var generation = 0

        /// Lower-case hexadecimal.
        var sha256: String { Identifier.hex(sum.finalize()) }

        /// Takes the bytes behind `end`.
        mutating func append(_ bytes: ByteBuffer) {
            bytes.withUnsafeReadableBytes { sum.update(bufferPointer: $0) }
            end += Int64(bytes.readableBytes)
        }
    }

    /// What a task that reads bytes again has to take next.
    enum Step: Sendable {
        /// Bytes of a block that is being written, or not forgotten since.
        case written(BlockInFlight, Range<Int64>, after: Prefix)
        /// What is acknowledged behind the sum, if anything.
        case acknowledged(after: Prefix)
        /// Nothing: a writer goes on with the sum, or the sum has caught up with the one that will.
        case none
    }

    private struct Block {
        let writer: BlockInFlight
        /// The file's bytes up to here are written.
        var end: Int64
        /// The sum of what comes before, once the sum has gone on into the block.
        var before: Prefix?
        /// Whether it is only here for the rest of it to be summed.
        var isAcknowledged = false
    }

    private(set) var prefix = Prefix()
    /// Whether a task is reading bytes again.
    private(set) var isAdvancing = false
    /// By offset.
    private var blocks: [Int64: Block] = [:]
    /// Who goes on with the sum while writing.
    private var carrier: BlockInFlight?

    /// Whether there is nothing to remember.
    var isEmpty: Bool { prefix.end == 0 && blocks.isEmpty && !isAdvancing }

    /// What is written of the blocks it knows, in order.
    var written: [Range<Int64>] {
        blocks.values.map { $0.writer.range.lowerBound..<$0.end }.sorted { $0.lowerBound < $1.lowerBound }
    }

    // MARK: Writers

    /// Says that `writer` begins.
    mutating func enter(_ writer: BlockInFlight) {
        blocks[writer.range.lowerBound] = Block(writer: writer, end: writer.range.lowerBound)
    }

    /// The sum to go on with, for a writer whose next byte is the sum's too; it must `carry` it to the end of its block.
    mutating func beginCarrying(_ writer: BlockInFlight) -> SHA256? {
        guard !isAdvancing, carrier == nil, let block = block(of: writer), block.end == prefix.end else { return nil }
        enterBlock(at: prefix.end)
        carrier = writer
        return prefix.sum
    }

    /// Takes the sum of all up to the end of the writer's block, unless bytes have been replaced since.
    mutating func carry(_ sum: SHA256, by writer: BlockInFlight) {
        guard carrier === writer else { return }
        carrier = nil
        prefix.sum = sum
        prefix.end = writer.range.upperBound
    }

    /// Says how far the bytes of a writer are written; answers whether somebody should read them for the sum.
    mutating func advance(_ writer: BlockInFlight, to end: Int64) -> Bool {
        guard writer.isReadable, block(of: writer) != nil else { return false }
        blocks[writer.range.lowerBound]?.end = end
        return !isAdvancing && carrier == nil && writer.range.contains(prefix.end) && prefix.end < end
    }

    /// Says that the block of `writer` is acknowledged as it was written.
    mutating func keep(_ writer: BlockInFlight) {
        guard block(of: writer) != nil else { return }
        blocks[writer.range.lowerBound]?.isAcknowledged = true
        if writer.range.upperBound <= prefix.end { blocks[writer.range.lowerBound] = nil }
        if isAtRest { forgetAcknowledged() }
    }

    /// Says that the bytes of `writer` count for nothing.
    mutating func drop(_ writer: BlockInFlight) {
        guard block(of: writer) != nil else { return }
        replace(from: writer.range.lowerBound)
        if isAtRest { forgetAcknowledged() }
    }

    /// Says that the bytes from `offset` on, as far as they have been seen, are others now.
    mutating func replace(from offset: Int64) {
        let before = blocks.removeValue(forKey: offset)?.before
        let generation = prefix.generation + 1
        if offset < prefix.end { prefix = before ?? Prefix() }
        prefix.generation = generation
        carrier = nil
        for later in blocks.keys where later > prefix.end { blocks[later]?.before = nil }
    }

    /// Says that nobody writes any more, and that bytes that are not acknowledged count for nothing.
    mutating func dropAll() {
        carrier = nil
        for block in blocks.values where !block.isAcknowledged { replace(from: block.writer.range.lowerBound) }
    }

    // MARK: Whoever reads bytes again

    /// What to take next. With `.none` nobody reads any more.
    mutating func next() -> Step {
        isAdvancing = carrier == nil
        guard isAdvancing else { return .none }
        enterBlock(at: prefix.end)
        return readable.map { .written($0.writer, prefix.end..<$0.end, after: prefix) } ?? .acknowledged(after: prefix)
    }

    /// The block whose bytes come next, as far as they are written.
    private var readable: Block? {
        blocks.values.first { $0.writer.isReadable && $0.writer.range.contains(prefix.end) && $0.end > prefix.end }
    }

    /// Whether what comes next need not be looked up.
    var isNextKnown: Bool { readable != nil }

    /// Ends the reading, unless more of a block has been written meanwhile; answers whether it has ended.
    mutating func stop() -> Bool {
        if case .written = next() { return false }
        giveUp()
        return true
    }

    /// Ends the reading whatever is left.
    mutating func giveUp() {
        isAdvancing = false
        if isAtRest { forgetAcknowledged() }
    }

    /// Takes a sum that has been carried on; answers false when bytes have been replaced since.
    mutating func accept(_ prefix: Prefix) -> Bool {
        guard prefix.generation == self.prefix.generation, prefix.end >= self.prefix.end else { return false }
        self.prefix = prefix
        for (offset, block) in blocks where block.isAcknowledged && block.writer.range.upperBound <= prefix.end {
            blocks[offset] = nil
        }
        return true
    }

    /// Whether nobody goes on with the sum at present.
    private var isAtRest: Bool { !isAdvancing && carrier == nil }

    /// Lets go of acknowledged blocks, which hold memory, and would for ever if what is missing before them never comes.
    /// They are found again where they begin, so one that the sum is in the middle of, or about to be, stays.
    private mutating func forgetAcknowledged() {
        blocks = blocks.filter { !$1.isAcknowledged || $1.writer.range.contains(prefix.end) }
    }

    private func block(of writer: BlockInFlight) -> Block? {
        blocks[writer.range.lowerBound].flatMap { $0.writer === writer ? $0 : nil }
    }

    private mutating func enterBlock(at offset: Int64) {
        if blocks[offset] != nil { blocks[offset]?.before = prefix }
    }
}

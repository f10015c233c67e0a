internal import NIOCore
internal import Synchronization

/// Bytes of one block that came before the sum was there, kept in memory so that they need not be read again.
///
/// Only a help: what finds no room is not kept, and is read from the file.
final class HeldBytes: Sendable {
    /// The memory that the blocks of all uploads share, so that any number of them takes no more.
    final class Room: Sendable {
        /// Bytes there are in all.
        private let size: Int64
        private let used = Atomic<Int64>(0)

        init(_ size: Int64) { self.size = size }

        /// Bytes that are taken.
        var taken: Int64 { used.load(ordering: .relaxed) }

        fileprivate func take(_ count: Int64) -> Bool {
            let isEnough = used.add(count, ordering: .relaxed).newValue <= size
            if !isEnough { free(count) }
            return isEnough
        }

        fileprivate func free(_ count: Int64) { used.subtract(count, ordering: .relaxed) }
    }

    private let room: Room
    /// In order of their offsets in the file.
    private let pieces = Mutex<[(offset: Int64, bytes: ByteBuffer)]>([])

    init(in room: Room) { self.room = room }

    deinit { pieces.withLock { free($0[...]) } }

    /// Keeps the bytes at `offset`, which lie behind all that are kept, if there is room.
    func keep(_ bytes: ByteBuffer, at offset: Int64) {
        guard room.take(Int64(bytes.storageCapacity)) else { return }
        pieces.withLock { $0.append((offset, bytes)) }
    }

    /// Hands out the piece that begins at `offset`, and lets go of everything before it; nil when that is not kept.
    func take(at offset: Int64) -> ByteBuffer? {
        pieces.withLock { pieces in
            let passed = pieces.prefix { $0.offset < offset }.count
            let isKept = passed < pieces.count && pieces[passed].offset == offset
            let bytes = isKept ? pieces[passed].bytes : nil
            let gone = pieces.prefix(isKept ? passed + 1 : passed)
            free(gone)
            pieces.removeFirst(gone.count)
            return bytes
        }
    }

    /// Where the next piece that is kept begins.
    var start: Int64? { pieces.withLock { $0.first?.offset } }

    private func free(_ pieces: ArraySlice<(offset: Int64, bytes: ByteBuffer)>) {
        room.free(pieces.reduce(0) { $0 + Int64($1.bytes.storageCapacity) })
    }
}

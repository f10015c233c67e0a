internal import CPoppler
internal import Foundation

/// Bytes in memory that nobody can change any more, and that other processes can be handed without a copy: the sole owner
/// of a memory file (memfd_create(2)) and of its mapping. Any thread may read it.
final class SealedMemory: @unchecked Sendable {  // sole owner of a mapping of immutable bytes
    /// To be handed to another process, which cannot write to it either.
    let descriptor: Int32
    /// The bytes, as long as this object lives.
    let bytes: UnsafeRawBufferPointer

    /// Takes `count` bytes that `read` gives piece by piece: it fills a buffer with what lies at an offset and returns how
    /// many bytes that were. Throws `inputOutput` when it returns none, `engine` when memory is short, and what `read`
    /// throws.
    convenience init(
        count: Int, read: (UnsafeMutableRawBufferPointer, Int64) throws(MediaError) -> Int
    ) throws(MediaError) {
        let descriptor = memfd_create("document", shim_MFD_CLOEXEC | shim_MFD_ALLOW_SEALING)
        guard descriptor >= 0 else { throw Self.failure("memfd_create") }
        do throws(MediaError) {
            try Self.fill(descriptor, count, read)
            guard fcntl(descriptor, shim_F_ADD_SEALS, shim_F_SEAL_ALL) == 0 else { throw Self.failure("fcntl") }
        } catch {
            close(descriptor)
            throw error
        }
        try self.init(owning: descriptor)
    }

    /// Takes over the descriptor of a memory file that is sealed. Throws `engine` when it cannot be mapped.
    init(owning descriptor: Int32) throws(MediaError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size > 0,
            let start = mmap(nil, Int(status.st_size), PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED
        else {
            defer { close(descriptor) }
            throw Self.failure("mmap")
        }
        self.descriptor = descriptor
        bytes = UnsafeRawBufferPointer(start: start, count: Int(status.st_size))
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
        close(descriptor)
    }

    private static func fill(
        _ descriptor: Int32, _ count: Int, _ read: (UnsafeMutableRawBufferPointer, Int64) throws(MediaError) -> Int
    ) throws(MediaError) {
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: min(count, 1 << 20), alignment: 4096)
        defer { piece.deallocate() }
        var offset = 0
        while offset < count {
            if Task.isCancelled { throw MediaError(.cancelled, "SealedMemory", "cancelled") }
            let part = UnsafeMutableRawBufferPointer(rebasing: piece.prefix(count - offset))
            let length = try read(part, Int64(offset))
            guard length > 0 else { throw MediaError(.inputOutput, "SealedMemory", "the document ended early") }
            // A memory file takes all or has no memory left.
            guard pwrite(descriptor, piece.baseAddress, length, off_t(offset)) == length else {
                throw failure("pwrite")
            }
            offset += length
        }
    }

    private static func failure(_ operation: String) -> MediaError {
        MediaError(.engine, operation, String(cString: strerror(errno)))
    }
}

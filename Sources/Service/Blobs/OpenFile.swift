internal import CLinux
internal import Foundation
internal import NIOCore

/// One open descriptor, closed when its owner goes. Positioned reads and writes are thread-safe.
final class OpenFile: Sendable {
    private let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Opens `path` for reading. Throws `notFound`.
    static func reading(_ path: String) throws(BlobError) -> OpenFile {
        OpenFile(try opened(open(path, O_RDONLY | O_CLOEXEC)))
    }

    /// Opens `path` for writing and reading, making it if need be and wanted. Throws `notFound`.
    static func writing(_ path: String, creating: Bool = true) throws(BlobError) -> OpenFile {
        OpenFile(try opened(open(path, O_RDWR | (creating ? O_CREAT : 0) | O_CLOEXEC, 0o600)))
    }

    private static func opened(_ result: Int32) throws(BlobError) -> Int32 {
        guard result >= 0 else { throw BlobError(errno: errno, "open") }
        return result
    }

    /// The length in bytes.
    func size() throws(BlobError) -> Int64 {
        // All reads and writes name their place, so moving the position disturbs nobody.
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else { throw BlobError(errno: errno, "lseek") }
        return Int64(end)
    }

    /// Writes all of `bytes` at `offset`.
    func write(_ bytes: ByteBuffer, at offset: Int64) throws {
        try bytes.withUnsafeReadableBytes { source in
            var done = 0
            while done < source.count {
                let count = pwrite(
                    descriptor, source.baseAddress?.advanced(by: done), source.count - done, off_t(offset) + off_t(done)
                )
                if count < 0 {
                    if errno == EINTR { continue }
                    throw BlobError(errno: errno, "pwrite")
                }
                done += count
            }
        }
    }

    /// Reads up to `count` bytes at `offset`; fewer only at the end.
    func read(_ count: Int, at offset: Int64) throws -> ByteBuffer {
        var bytes = ByteBuffer()
        try read(count, at: offset, into: &bytes)
        return bytes
    }

    /// Appends up to `count` bytes at `offset` to `bytes`; fewer only at the end.
    func read(_ count: Int, at offset: Int64, into bytes: inout ByteBuffer) throws {
        try bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
            var done = 0
            while done < count {
                let step = pread(
                    descriptor, target.baseAddress?.advanced(by: done), count - done, off_t(offset) + off_t(done))
                if step == 0 { break }
                if step < 0 {
                    if errno == EINTR { continue }
                    throw BlobError(errno: errno, "pread")
                }
                done += step
            }
            return done
        }
    }

    /// Lets the system read `range` into memory ahead of its use, unless its last byte is there already: to look at every
    /// page of a file that is in memory costs a tenth of sending it.
    func announce(_ range: Range<Int64>) {
        guard !range.isEmpty, !isInMemory(range.upperBound - 1) else { return }
        // Only advice: what goes wrong shows when the bytes are read.
        _ = posix_fadvise(descriptor, off_t(range.lowerBound), off_t(range.count), Int32(POSIX_FADV_WILLNEED))
    }

    /// Whether the byte at `offset` can be read without waiting for the disk (preadv2(2)).
    private func isInMemory(_ offset: Int64) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { byte in
            var piece = iovec(iov_base: byte.baseAddress, iov_len: 1)
            return preadv2(descriptor, &piece, 1, Int(offset), shim_RWF_NOWAIT) == 1
        }
    }

    /// Lets the system begin to put `range` on the disk, and returns at once, so that flushing has little left to do.
    func startFlushing(_ range: Range<Int64>) {
        // Only a beginning: what goes wrong shows when the file is flushed (sync_file_range(2)).
        _ = sync_file_range(descriptor, Int(range.lowerBound), Int(range.count), shim_SYNC_FILE_RANGE_WRITE)
    }

    /// Another descriptor of the same file, which the caller closes.
    func duplicate() throws(BlobError) -> Int32 {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw BlobError(errno: errno, "dup") }
        return copy
    }

    /// Cuts or extends the file to `size`.
    func truncate(to size: Int64) throws(BlobError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw BlobError(errno: errno, "ftruncate") }
    }

    /// Extends the file to `size` with disk space behind all of it. Throws `full`.
    func allocate(_ size: Int64) throws(BlobError) {
        var result = posix_fallocate(descriptor, 0, off_t(size))
        while result == EINTR { result = posix_fallocate(descriptor, 0, off_t(size)) }
        guard result == 0 else { throw BlobError(errno: result, "posix_fallocate") }
    }

    /// Returns when the bytes, and what is needed to find them, are on the disk. Slow, as `synchronize`.
    func synchronizeData() throws(BlobError) {
        guard fdatasync(descriptor) == 0 else { throw BlobError(errno: errno, "fdatasync") }
    }

    /// Returns when the bytes are on the disk. Slow: not for a thread that others wait for.
    func synchronize() throws(BlobError) {
        guard fsync(descriptor) == 0 else { throw BlobError(errno: errno, "fsync") }
    }
}

extension BlobError {
    /// The error that the system call `operation` left in `errno`.
    init(errno number: Int32, _ operation: String) {
        let code: Code =
            switch number {
            case ENOENT, ENOTDIR: .notFound
            case ENOSPC, EDQUOT, EFBIG: .full
            default: .unavailable
            }
        self.init(code, operation, String(cString: strerror(number)))
    }
}

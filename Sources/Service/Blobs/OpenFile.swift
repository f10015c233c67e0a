// The C types of file status belong to CoreFoundation for the compiler.
internal import CoreFoundation
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

    /// Opens `path` for writing, making it if need be.
    static func writing(_ path: String) throws(BlobError) -> OpenFile {
        OpenFile(try opened(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)))
    }

    private static func opened(_ result: Int32) throws(BlobError) -> Int32 {
        guard result >= 0 else { throw BlobError(errno: errno, "open") }
        return result
    }

    /// The length in bytes.
    func size() throws(BlobError) -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw BlobError(errno: errno, "fstat") }
        return Int64(status.st_size)
    }

    /// Writes all of `bytes` at `offset`.
    func write(_ bytes: ByteBuffer, at offset: Int64) throws {
        try bytes.withUnsafeReadableBytes { source in
            var done = 0
            while done < source.count {
                let count = pwrite(
                    descriptor, source.baseAddress?.advanced(by: done), source.count - done, off_t(offset) + off_t(done))
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
        return bytes
    }

    /// Cuts or extends the file to `size`.
    func truncate(to size: Int64) throws(BlobError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw BlobError(errno: errno, "ftruncate") }
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

internal import Foundation

/// Random access to the bytes of one immutable file: a local file now, a ranged remote reader as well.
///
/// The engine reads it on its native threads, so a call may block.
public protocol ByteSource: Sendable {
    /// The length in bytes.
    var size: Int64 { get }
    /// A name that no other bytes ever have, so that what was made of these may be kept under it; nil without such a name.
    var content: String? { get }
    /// Reads up to `buffer.count` bytes at `offset`; returns how many were read, 0 at the end. Thread-safe.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(MediaError) -> Int
}

extension ByteSource {
    /// None, unless a source knows better.
    public var content: String? { nil }
}

/// A local file, opened once; the descriptor is closed when the last reference goes.
public final class FileByteSource: ByteSource {
    /// The length in bytes when it was opened.
    public let size: Int64
    /// What names the bytes for ever. A path does not: another file may come to lie there.
    public let content: String?
    private let descriptor: Int32

    /// Opens the regular file at `path` for reading. `content` names its bytes, if something does. Throws `inputOutput` when
    /// it is missing or not a file.
    public init(path: String, content: String? = nil) throws(MediaError) {
        let opened = open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else {
            throw MediaError(.inputOutput, "open", String(cString: strerror(errno)))
        }
        var status = stat()
        guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(opened)
            throw MediaError(.inputOutput, "fstat", "not a regular file")
        }
        descriptor = opened
        size = Int64(status.st_size)
        self.content = content
    }

    deinit { close(descriptor) }

    /// Reads by `pread`, so that any number of threads may read at once.
    public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(MediaError) -> Int {
        guard let base = buffer.baseAddress, !buffer.isEmpty else { return 0 }
        while true {
            let count = pread(descriptor, base, buffer.count, off_t(offset))
            if count >= 0 { return count }
            if errno != EINTR { throw MediaError(.inputOutput, "pread", String(cString: strerror(errno))) }
        }
    }
}

internal import CoreFoundation
internal import Foundation

/// What the file system says of a name, without following a symbolic link (lstat(2)).
struct FileStatus {
    /// Which file it is, whatever its name.
    struct Identity: Equatable, Sendable {
        fileprivate let device: UInt64
        fileprivate let inode: UInt64
    }

    let identity: Identity
    /// Neither a folder nor anything special.
    let isRegular: Bool
    /// Bytes.
    let size: Int64
    /// When it was last written, or something came into or went from the folder.
    let modified: Timestamp

    /// Nil when there is nothing at `path`.
    init?(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        isRegular = status.st_mode & S_IFMT == S_IFREG
        size = Int64(status.st_size)
        modified = Timestamp(
            microseconds: Int64(status.st_mtim.tv_sec) * 1_000_000 + Int64(status.st_mtim.tv_nsec) / 1_000)
    }
}

internal import CLinux

/// What the file system says of a name, without following a symbolic link (lstat(2)).
struct FileStatus {
    /// Which file it is, whatever its name.
    struct Identity: Equatable, Sendable {
        fileprivate let device: UInt
        fileprivate let inode: UInt
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
        var status = shim_status()
        guard shim_lstat(path, &status) == 0 else { return nil }
        identity = Identity(device: status.device, inode: status.inode)
        isRegular = status.isRegular != 0
        size = Int64(status.size)
        modified = Timestamp(microseconds: Int64(status.modifiedMicroseconds))
    }
}

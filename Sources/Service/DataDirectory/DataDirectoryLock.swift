internal import Foundation

/// Holds a data directory for one process; the system lets go of it when the process ends, however it ends.
final class DataDirectoryLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock of `directory`. Throws `ConfigurationError` when another process has it.
    init(_ directory: DataDirectory) throws {
        let opened = open(directory.path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            throw ConfigurationError(description: "cannot write into the data directory \(directory.path)")
        }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            close(opened)
            throw ConfigurationError(
                description: "the data directory \(directory.path) is in use by another storage-service")
        }
        descriptor = opened
    }

    deinit { close(descriptor) }
}

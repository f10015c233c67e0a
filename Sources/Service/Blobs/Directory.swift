// The C types of file status belong to CoreFoundation for the compiler.
internal import CoreFoundation
internal import Foundation

/// The few things done to folders, with errors of this service's kind.
enum Directory {
    /// Makes `path` and what is above it.
    static func create(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw BlobError(.unavailable, "mkdir", "\(error)")
        }
    }

    /// Removes `path` and everything in it; nothing there is no error.
    static func remove(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            // Somebody else may have been quicker.
            if FileManager.default.fileExists(atPath: path) { throw BlobError(.unavailable, "remove", "\(error)") }
        }
    }

    /// The names in `path`; none when it is not there.
    static func names(in path: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    }

    /// Puts the finished file `source` in the place of `target`, in one step.
    static func rename(_ source: String, to target: String) throws(BlobError) {
        guard Foundation.rename(source, target) == 0 else { throw BlobError(errno: errno, "rename") }
    }

    /// Returns when the entries of the folder `path` are on the disk.
    static func synchronize(_ path: String) throws(BlobError) {
        try OpenFile.reading(path).synchronize()
    }

    /// The length of the regular file at `path`, and when it was last changed; nil when there is none.
    static func status(of path: String) -> (size: Int64, modified: Int64)? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return (Int64(status.st_size), Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec))
    }

    /// Every regular file below `path`, as paths relative to it.
    static func files(below path: String) -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: path) else { return [] }
        return walk.compactMap { $0 as? String }.filter { status(of: path + "/" + $0) != nil }
    }
}

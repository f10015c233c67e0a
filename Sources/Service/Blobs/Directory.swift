internal import Foundation

/// The few things done to folders, with errors of this service's kind.
enum Directory {
    /// Makes `path` and what is above it.
    static func create(_ path: String) throws(BlobError) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        let above = (path as NSString).deletingLastPathComponent
        guard errno == ENOENT, above != path, !above.isEmpty else { throw BlobError(errno: errno, "mkdir") }
        try create(above)
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw BlobError(errno: errno, "mkdir") }
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

    /// The regular file at `path`; nil when there is none.
    static func file(_ path: String) -> FileStatus? {
        FileStatus(path).flatMap { $0.isRegular ? $0 : nil }
    }

    /// When anything in the folder `path` was last changed; now when there is nothing to tell it from.
    static func lastChange(below path: String) -> Timestamp {
        ([path] + names(in: path).map { path + "/" + $0 }).compactMap { FileStatus($0)?.modified }.max() ?? .now
    }

    /// Every regular file below `path`, as paths relative to it.
    static func files(below path: String) -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: path) else { return [] }
        return walk.compactMap { $0 as? String }.filter { file(path + "/" + $0) != nil }
    }
}

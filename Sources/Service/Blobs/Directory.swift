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

    /// The length of the regular file at `path`, and when it was last changed; nil when there is none.
    static func status(of path: String) -> (size: Int64, modified: Date)? {
        guard let found = try? FileManager.default.attributesOfItem(atPath: path),
            found[.type] as? FileAttributeType == .typeRegular, let size = found[.size] as? NSNumber
        else { return nil }
        return (size.int64Value, found[.modificationDate] as? Date ?? .distantPast)
    }

    /// When anything in the folder `path` was last changed; now when there is nothing to tell it from.
    static func lastChange(below path: String) -> Timestamp {
        let moments = ([path] + names(in: path).map { path + "/" + $0 }).compactMap {
            try? FileManager.default.attributesOfItem(atPath: $0)[.modificationDate] as? Date
        }
        return moments.max().map { Timestamp(microseconds: Int64($0.timeIntervalSince1970 * 1_000_000)) } ?? .now
    }

    /// When the file at `path` was last written, or something came into or went from the folder there; nil when there is
    /// neither.
    static func changeTime(of path: String) -> Timestamp? {
        let changed = (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
        return changed.map { Timestamp(microseconds: Int64($0.timeIntervalSince1970 * 1_000_000)) }
    }

    /// Every regular file below `path`, as paths relative to it.
    static func files(below path: String) -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: path) else { return [] }
        return walk.compactMap { $0 as? String }.filter { status(of: path + "/" + $0) != nil }
    }
}

internal import Foundation
internal import NIOCore

/// Segments and stills on disk, the least recently used going first when they take more than the allowed bytes.
///
/// A file is written under another name and renamed, so a name that exists is whole even after the process was killed.
/// What is lost can be made again, so nothing is flushed. The order of use survives restarts as files' times.
actor DerivedCache {
    private struct Entry {
        var size: Int64
        var use: Int64
    }

    private nonisolated let root: String
    private nonisolated let limit: Int64
    private nonisolated let metrics: ServiceMetrics
    private var entries: [DerivedName: Entry] = [:]
    private var order = UseOrder()
    private var bytes: Int64 = 0

    /// Keeps up to `limit` bytes below `path`, and finds what an earlier process left there.
    init(path: String, limit: Int64, metrics: ServiceMetrics) throws {
        root = path + "/derived"
        self.limit = limit
        self.metrics = metrics
        try Directory.create(root)
        try Directory.remove(root + "/.part")
        try Directory.create(root + "/.part")
        let found = Directory.files(below: root).compactMap {
            file -> (name: DerivedName, size: Int64, time: Timestamp)? in
            guard let name = DerivedName(cachePath: file), let status = Directory.file(path + "/derived/" + file)
            else { return nil }
            return (name, status.size, status.modified)
        }
        for file in found.sorted(by: { $0.time < $1.time }) {
            entries[file.name] = Entry(size: file.size, use: order.use(file.name))
            bytes += file.size
        }
        // The limit may be lower than it was for the earlier process.
        while bytes > limit, let oldest = order.oldest, let entry = entries.removeValue(forKey: oldest) {
            order.remove(entry.use)
            bytes -= entry.size
            unlink("\(root)/\(oldest.content)/\(oldest.name)")
        }
        metrics.cacheBytes.set(Double(bytes))
    }

    /// The contents of which anything is kept.
    var contents: Set<String> { Set(entries.keys.map(\.content)) }

    /// The bytes kept as `name`, nil when there are none.
    func bytes(of name: DerivedName) async -> ByteBuffer? {
        guard let entry = entries[name] else { return nil }
        entries[name]?.use = order.use(name, after: entry.use)
        let path = path(of: name)
        let read = try? await LocalBlobStore.offload {
            utimes(path, nil)
            return try OpenFile.reading(path).read(Int(entry.size), at: 0)
        }
        guard let read, read.readableBytes == entry.size else {
            // Somebody has emptied the folder by hand.
            forget(name)
            return nil
        }
        return read
    }

    /// Whether something is kept as `name`; does not count as use.
    func contains(_ name: DerivedName) -> Bool { entries[name] != nil }

    /// How many names of `content` begin with `prefix`, by name.
    func names(of content: String, prefix: String) -> Set<String> {
        Set(entries.keys.lazy.filter { $0.content == content && $0.name.hasPrefix(prefix) }.map(\.name))
    }

    /// Keeps `contents` as `name`. Failing to do so costs time later and nothing else, so it is not an error.
    func keep(_ contents: ByteBuffer, as name: DerivedName) async {
        let size = Int64(contents.readableBytes)
        guard size <= limit, entries[name] == nil else { return }
        let (temporary, target) = ("\(root)/.part/\(Identifier.random())", path(of: name))
        do {
            try await LocalBlobStore.offload {
                try OpenFile.writing(temporary).write(contents, at: 0)
                try Directory.create((target as NSString).deletingLastPathComponent)
                try Directory.rename(temporary, to: target)
            }
        } catch {
            unlink(temporary)
            return
        }
        guard entries[name] == nil else { return }
        entries[name] = Entry(size: size, use: order.use(name))
        bytes += size
        evict()
    }

    /// Drops everything made from `content`.
    func removeAll(of content: String) async {
        for name in entries.keys where name.content == content { forget(name) }
        let folder = "\(root)/\(content)"
        try? await LocalBlobStore.offload { try Directory.remove(folder) }
    }

    private func evict() {
        while bytes > limit, let oldest = order.oldest {
            unlink(path(of: oldest))
            forget(oldest)
        }
        metrics.cacheBytes.set(Double(bytes))
    }

    private func forget(_ name: DerivedName) {
        guard let entry = entries.removeValue(forKey: name) else { return }
        order.remove(entry.use)
        bytes -= entry.size
        metrics.cacheBytes.set(Double(bytes))
    }

    private func path(of name: DerivedName) -> String { "\(root)/\(name.content)/\(name.name)" }
}

extension DerivedName {
    /// Reads the path of a cached file relative to the cache.
    fileprivate init?(cachePath: String) {
        guard let slash = cachePath.firstIndex(of: "/"), Identifier.isValid(cachePath[..<slash]) else { return nil }
        self.init(content: String(cachePath[..<slash]), name: String(cachePath[cachePath.index(after: slash)...]))
    }
}

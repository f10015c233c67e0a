internal import Foundation
internal import NIOCore
internal import NIOPosix

/// Blobs as files: `blobs/ab/cd/abcd…/original`, and what is derived beside it.
///
/// A blob is written under `staging/`, flushed, and renamed into place, so a name that exists is whole. Two levels of
/// folders keep each folder small.
final class LocalBlobStore: BlobStore {
    private let root: String
    private let staging: String

    /// Uses the folder `path`, making it if need be.
    init(path: String) throws {
        root = path + "/blobs"
        staging = path + "/staging"
        try Directory.create(root)
        try Directory.create(staging)
        // Half-written blobs of an earlier process; blocks were acknowledged and stay.
        for name in Directory.names(in: staging) where name.hasSuffix(".part") {
            try Directory.remove(staging + "/" + name)
        }
    }

    func writer(for key: BlobKey) async throws -> any BlobWriter {
        try LocalBlobWriter(target: try path(of: key), temporary: "\(staging)/\(Identifier.random()).part")
    }

    func stage(_ bytes: ByteBuffer, as block: BlobBlock, of key: BlobKey) async throws {
        let folder = try stagingFolder(of: key)
        try Directory.create(folder)
        let data = try OpenFile.writing(folder + "/data")
        unlink(Self.mark(of: block, in: folder))
        try data.write(bytes, at: block.offset)
        try await Self.offload {
            try data.synchronize()
            // The mark comes after the bytes it vouches for.
            _ = try OpenFile.writing(Self.mark(of: block, in: folder))
        }
    }

    func commit(_ blocks: [BlobBlock], to key: BlobKey) async throws -> BlobStat {
        let target = try path(of: key)
        let folder = try stagingFolder(of: key)
        let size = blocks.map { $0.offset + Int64($0.size) }.max() ?? 0
        return try await Self.offload {
            if Directory.status(of: folder + "/data") == nil, let there = Directory.status(of: target),
                there.size == size
            {
                return BlobStat(size: size)
            }
            for block in blocks where Directory.status(of: Self.mark(of: block, in: folder)) == nil {
                throw BlobError(.unknownBlock, "commit", "block \(block.number)")
            }
            let data = try OpenFile.writing(folder + "/data")
            try data.truncate(to: size)
            try data.synchronize()
            try Self.publish(folder + "/data", as: target)
            try Directory.remove(folder)
            return BlobStat(size: size)
        }
    }

    func discardBlocks(of key: BlobKey) async throws { try Directory.remove(try stagingFolder(of: key)) }

    func stat(_ key: BlobKey) async throws -> BlobStat? {
        Directory.status(of: try path(of: key)).map { BlobStat(size: $0.size) }
    }

    func reader(for key: BlobKey, range: Range<Int64>) async throws -> any BlobReader {
        let file = try OpenFile.reading(try path(of: key))
        guard range.lowerBound >= 0, range.upperBound <= (try file.size()) else {
            throw BlobError(.invalidRange, "reader")
        }
        return LocalBlobReader(file: file, range: range)
    }

    func list(_ content: String, prefix: String) async throws -> [BlobKey: BlobStat] {
        let folder = try path(ofContent: content)
        let names = Directory.files(below: folder).filter { $0.hasPrefix(prefix) }
        return names.reduce(into: [:]) { found, name in
            guard let status = Directory.status(of: folder + "/" + name) else { return }
            found[BlobKey(content: content, name: name)] = BlobStat(size: status.size)
        }
    }

    func copy(_ source: BlobKey, to target: BlobKey) async throws {
        let (from, to) = (try path(of: source), try path(of: target))
        try Directory.create((to as NSString).deletingLastPathComponent)
        // Blobs never change, so two names may share one file.
        guard link(from, to) == 0 || errno == EEXIST else { throw BlobError(errno: errno, "link") }
    }

    func delete(_ key: BlobKey) async throws {
        guard unlink(try path(of: key)) == 0 || errno == ENOENT else { throw BlobError(errno: errno, "unlink") }
    }

    func deleteAll(_ content: String) async throws {
        let folder = try path(ofContent: content)
        try await Self.offload { try Directory.remove(folder) }
    }

    func signedURL(for key: BlobKey, until expiry: Timestamp) async throws -> String? { nil }

    func localPath(of key: BlobKey) -> String? { try? path(of: key) }
}

extension LocalBlobStore {
    /// Runs slow file work away from the threads that requests share.
    static func offload<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await NIOThreadPool.singleton.runIfActive(work)
    }

    /// Renames a flushed file to its final name and flushes the folder.
    static func publish(_ temporary: String, as target: String) throws {
        let folder = (target as NSString).deletingLastPathComponent
        try Directory.create(folder)
        try Directory.rename(temporary, to: target)
        try Directory.synchronize(folder)
    }

    private static func mark(of block: BlobBlock, in folder: String) -> String {
        "\(folder)/\(block.number)-\(block.offset)-\(block.size)"
    }

    private func path(ofContent content: String) throws -> String {
        guard Identifier.isValid(content) else { throw BlobError(.notFound, "path") }
        return "\(root)/\(content.prefix(2))/\(content.dropFirst(2).prefix(2))/\(content)"
    }

    private func path(of key: BlobKey) throws -> String {
        let parts = key.name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") && $0.utf8.allSatisfy(Self.isSafe) }) else {
            throw BlobError(.notFound, "path")
        }
        return try path(ofContent: key.content) + "/" + key.name
    }

    private func stagingFolder(of key: BlobKey) throws -> String {
        _ = try path(of: key)
        return "\(staging)/\(key.content)-\(key.name.replacingOccurrences(of: "/", with: "-")).blocks"
    }

    private static func isSafe(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

internal import Foundation
internal import NIOCore

/// Blobs as files: `blobs/ab/cd/abcd…/original`, and what is derived beside it.
///
/// A blob is written under `staging/`, flushed, and renamed into place, so a name that exists is whole. Two levels of
/// folders keep each folder small. What is put together from blocks lies in a `StagingArea` until it is committed.
final class LocalBlobStore: BlobStore {
    private let root: String
    let staging: String

    /// Uses the folder `path`, making it if need be.
    init(path: String) throws {
        root = path + "/blobs"
        staging = path + "/staging"
        try Directory.create(root)
        try Directory.create(staging)
        // Half-written blobs of an earlier process; staged blocks were acknowledged and stay.
        for name in Directory.names(in: staging) where name.hasSuffix(".part") {
            try Directory.remove(staging + "/" + name)
        }
    }

    func writer(for key: BlobKey) async throws -> any BlobWriter {
        // Made again should somebody have tidied it away: uploads need nothing else of it.
        try Directory.create(staging)
        return try LocalBlobWriter(target: try path(of: key), temporary: "\(staging)/\(Identifier.random()).part")
    }

    func stat(_ key: BlobKey) async throws -> BlobStat? {
        Directory.file(try path(of: key)).map { BlobStat(size: $0.size) }
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
            guard let status = Directory.file(folder + "/" + name) else { return }
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
        let original = try path(of: .original(content))
        try await Self.offload {
            guard unlink(original) == 0 || errno == ENOENT || errno == ENOTDIR else {
                throw BlobError(errno: errno, "unlink")
            }
            // Somebody may be putting a derived blob there, and then takes it away himself.
            for _ in 0..<3 where (try? Directory.remove(folder)) != nil { return }
            try Directory.remove(folder)
        }
    }

    func contents(after name: String, limit: Int) async throws -> [String] {
        try await Self.offload { [root] in ContentNames(root: root).names(after: name, limit: limit) }
    }

    func lastChange(of content: String) async throws -> Timestamp? {
        let folder = try path(ofContent: content)
        return try await Self.offload {
            // A blob that is renamed into place moves the folder's time on, however long ago its bytes were written.
            let files = Directory.files(below: folder).map { folder + "/" + $0 }
            return ([folder] + files).compactMap { FileStatus($0)?.modified }.max()
        }
    }

    func signedURL(for key: BlobKey, until expiry: Timestamp, headers: SignedHeaders) async throws -> String? { nil }

    func localPath(of key: BlobKey) -> String? { try? path(of: key) }
}

extension LocalBlobStore {
    /// Runs slow file work away from the threads that requests share.
    static func offload<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await DiskThreads.shared.run(work)
    }

    /// Renames a flushed file to its final name and flushes the folder.
    static func publish(_ temporary: String, as target: String) throws {
        let folder = (target as NSString).deletingLastPathComponent
        try Directory.create(folder)
        try Directory.rename(temporary, to: target)
        try Directory.synchronize(folder)
    }

    private func path(ofContent content: String) throws -> String {
        guard Identifier.isValid(content) else { throw BlobError(.notFound, "path") }
        return "\(root)/\(content.prefix(2))/\(content.dropFirst(2).prefix(2))/\(content)"
    }

    func path(of key: BlobKey) throws -> String {
        let parts = key.name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") && $0.utf8.allSatisfy(Self.isSafe) }) else {
            throw BlobError(.notFound, "path")
        }
        return try path(ofContent: key.content) + "/" + key.name
    }

    /// Where the blocks of `key` lie before they are a blob.
    func stagingArea(of key: BlobKey) throws -> StagingArea {
        _ = try path(of: key)
        return StagingArea(folder: "\(staging)/\(key.content)-\(key.name.replacingOccurrences(of: "/", with: "-"))")
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

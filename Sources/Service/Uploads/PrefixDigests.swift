internal import Crypto
internal import NIOCore
internal import Synchronization

/// The SHA-256 of every open upload's beginning, carried on over what has come without a gap.
///
/// The sum of a whole file has to be taken in order, and chunks come in any. Whoever writes the very next bytes carries
/// the sum on as they pass (`begin`, `accept`); what has come out of turn is read again by a task that follows the upload,
/// mostly out of the page cache (`advance`). Completing an upload does what is left, and writers that are far ahead wait
/// (`keepUp`), so that this is never much.
struct PrefixDigests: Sendable {
    /// The sum of the bytes of one upload up to `end`.
    struct Prefix: Sendable {
        fileprivate var state = SHA256()
        fileprivate var end: Int64 = 0
        /// Which beginning of the upload it belongs to: bytes that are replaced make another.
        fileprivate var generation = 0
    }

    /// A prefix that goes on over the bytes behind it while they pass.
    struct Passing: Sendable {
        /// Takes those bytes.
        let digest: StreamDigest
        fileprivate let start: Prefix

        /// The prefix up to `end`, when all before it has been taken.
        func prefix(to end: Int64) async -> Prefix {
            Prefix(state: await digest.sum, end: end, generation: start.generation)
        }
    }

    private struct Entry {
        var prefix = Prefix()
        var isAdvancing = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// Bytes that writers may be ahead of the sum.
    private static let lead: Int64 = 67_108_864

    let repository: UploadRepository
    let blobs: any BlobStore
    private let entries = Entries()
    private let turns = Turns()

    private final class Entries: Sendable {
        let byUpload = Mutex<[String: Entry]>([:])
    }

    init(repository: UploadRepository, blobs: any BlobStore) {
        self.repository = repository
        self.blobs = blobs
    }

    /// Goes on over what is there without a gap; answers how far that is, and the sum so far, in hexadecimal.
    @discardableResult
    func advance(_ upload: StoredUpload) async throws -> (end: Int64, sha256: String) {
        try await turns.take(upload.id) {
            change(upload.id) { $0.isAdvancing = true }
            defer { change(upload.id) { $0.isAdvancing = false } }
            search: while true {
                let extents = try await repository.extents(of: upload.id, from: prefix(of: upload.id).end, limit: 64)
                guard !extents.isEmpty else { break }
                for extent in extents {
                    let prefix = prefix(of: upload.id)
                    guard extent.block.offset == prefix.end else { break search }
                    accept(try await sum(of: extent, of: upload, after: prefix), of: upload.id)
                }
            }
            let prefix = prefix(of: upload.id)
            return (prefix.end, Identifier.hex(prefix.state.finalize()))
        }
    }

    /// Goes on from `offset` for whoever writes what lies there; nil when the sum is at another place.
    func begin(at offset: Int64, of id: String) -> Passing? {
        let prefix = prefix(of: id)
        return prefix.end == offset ? Passing(digest: StreamDigest(prefix.state), start: prefix) : nil
    }

    /// Takes a sum that somebody has gone on with, unless bytes have been replaced since or it is farther already.
    func accept(_ prefix: Prefix, of id: String) {
        change(id) { entry in
            guard prefix.generation == entry.prefix.generation, prefix.end > entry.prefix.end else { return }
            entry.prefix = prefix
        }
    }

    /// Whether more of an upload is there, `received` bytes, than the sum is of.
    func isBehind(_ received: Int64, of id: String) -> Bool { prefix(of: id).end < received }

    /// Waits while the sum is being carried on and is far behind the `received` bytes of `upload`.
    func keepUp(with received: Int64, of upload: StoredUpload) async {
        // As many chunks as usually come at once are one step of the sum.
        let lead = max(Self.lead, 4 * upload.grid.chunkSize)
        var isWaiting = true
        while isWaiting {
            isWaiting = false
            await withCheckedContinuation { continuation in
                isWaiting = entries.byUpload.withLock { entries in
                    guard let entry = entries[upload.id], entry.isAdvancing, entry.prefix.end < received - lead else {
                        return false
                    }
                    entries[upload.id]?.waiting.append(continuation)
                    return true
                }
                if !isWaiting { continuation.resume() }
            }
        }
    }

    /// Begins again if bytes from `offset` on have been replaced.
    func restart(_ id: String, from offset: Int64) {
        change(id) { entry in
            guard offset < entry.prefix.end else { return }
            entry.prefix = Prefix(generation: entry.prefix.generation + 1)
        }
    }

    /// Forgets an upload that has ended.
    func forget(_ id: String) async {
        await turns.take(id) { entries.byUpload.withLock { $0[id] = nil } }
    }

    private func prefix(of id: String) -> Prefix { entries.byUpload.withLock { $0[id]?.prefix ?? Prefix() } }

    private func change(_ id: String, _ body: (inout Entry) -> Void) {
        let waiting = entries.byUpload.withLock { entries in
            body(&entries[id, default: Entry()])
            defer { entries[id]?.waiting = [] }
            return entries[id]?.waiting ?? []
        }
        for continuation in waiting { continuation.resume() }
    }

    private func sum(of staged: StagedBlock, of upload: StoredUpload, after prefix: Prefix) async throws -> Prefix {
        var prefix = prefix
        let reader = try await blobs.reader(for: staged, of: upload.key)
        while let piece = try await reader.next() {
            piece.withUnsafeReadableBytes { prefix.state.update(bufferPointer: $0) }
        }
        prefix.end = staged.block.range.upperBound
        return prefix
    }
}

internal import NIOCore
internal import Synchronization

/// The SHA-256 of every open upload's beginning, carried on over what has come without a gap.
///
/// The sum of a whole file has to be taken in order, and chunks come in any. Whoever writes the very next bytes carries
/// the sum on as they pass (`append`); what has come out of turn is taken by a task that follows the upload (`advance`),
/// also while it is still being written: out of memory where there was room to hold it, otherwise out of the file.
/// Writers that are far ahead of that task wait (`keepUp`), so that little is left to do when the upload is completed.
struct PrefixDigests: Sendable {
    private struct Entry {
        var digest = UploadDigest()
        var waiting: [(end: Int64, task: CheckedContinuation<Void, Never>)] = []

        /// The tasks that need not wait any longer.
        mutating func takeReady() -> [CheckedContinuation<Void, Never>] {
            guard !waiting.isEmpty else { return [] }
            let ready = waiting.filter { !digest.isAdvancing || $0.end <= digest.prefix.end }
            waiting.removeAll { !digest.isAdvancing || $0.end <= digest.prefix.end }
            return ready.map(\.task)
        }
    }

    /// Bytes that writers may be ahead of the sum: no more than can be held for it.
    private static let lead: Int64 = 33_554_432

    /// For bytes that are ahead of a sum: somewhat more than one upload makes use of.
    let room = HeldBytes.Room(3 * lead / 2)

    /// Uploads of which something has come that nobody has carried the sum on over.
    let uploadsBehind: AsyncStream<StoredUpload>
    private let repository: UploadRepository
    private let blobs: any BlobStore
    private let behind: AsyncStream<StoredUpload>.Continuation
    private let entries = Entries()
    private let turns = Turns()

    private final class Entries: Sendable {
        let byUpload = Mutex<[String: Entry]>([:])
    }

    init(repository: UploadRepository, blobs: any BlobStore) {
        self.repository = repository
        self.blobs = blobs
        (uploadsBehind, behind) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(256))
    }

    // MARK: Writers

    /// Says that the bytes of `range` are going to be written to their place.
    func enter(_ writer: any BlockWriter, to range: Range<Int64>, of upload: StoredUpload) -> BlockInFlight {
        let block = BlockInFlight(writer, to: range, of: upload, holdingIn: room)
        change(upload.id) { $0.enter(block) }
        return block
    }

    /// Carries the sum on over the bytes of `block` at `offset` if they are its next bytes too; holds them for it if it
    /// will soon be there.
    func append(_ bytes: ByteBuffer, at offset: Int64, to block: BlockInFlight) async {
        let (digest, end) = block.carried.withLock { carried in
            let (sum, end) = change(block.upload.id) { (carried == nil ? $0.beginCarrying(block) : nil, $0.prefix.end) }
            if let sum { carried = StreamDigest(sum) }
            return (carried, end)
        }
        if let digest {
            await digest.append(bytes)
        } else if offset - end < Self.lead {
            block.hold(bytes, at: offset)
        }
    }

    /// Says that the bytes of `block` up to `end` are written; waits while that is far ahead of a sum being carried on.
    func wrote(to end: Int64, of block: BlockInFlight) async {
        if change(block.upload.id, { $0.advance(block, to: end) }) { behind.yield(block.upload) }
        await keepUp(with: end, of: block.upload.id)
    }

    /// Says that all bytes of `block` are written.
    func finish(_ block: BlockInFlight) async {
        guard let digest = block.carried.withLock({ $0 }) else { return }
        let sum = await digest.sum
        change(block.upload.id) { $0.carry(sum, by: block) }
    }

    /// Says that `block` is acknowledged as it was written.
    func keep(_ block: BlockInFlight) { change(block.upload.id) { $0.keep(block) } }

    /// Says that the bytes of `upload` from `offset` on are others than were seen so far, if any were.
    func replace(from offset: Int64, of upload: StoredUpload) { change(upload.id) { $0.replace(from: offset) } }

    /// Says that `block` has broken off. Harmless after `keep`.
    func drop(_ block: BlockInFlight) { change(block.upload.id) { $0.drop(block) } }

    /// Has the sum carried on if more of `upload` is there, `received` bytes, than it is of.
    func follow(_ upload: StoredUpload, _ received: Int64) {
        if isBehind(received, of: upload.id) { behind.yield(upload) }
    }

    /// Waits while the sum is being carried on far behind `end`, but no longer than that takes for `lead` bytes.
    func keepUp(with end: Int64, of id: String) async {
        await withCheckedContinuation { continuation in
            let isWaiting = entries.byUpload.withLock { entries in
                guard let digest = entries[id]?.digest, digest.isAdvancing, digest.prefix.end < end - Self.lead else {
                    return false
                }
                let target = min(end - Self.lead, digest.prefix.end + Self.lead)
                entries[id]?.waiting.append((target, continuation))
                return true
            }
            if !isWaiting { continuation.resume() }
        }
    }

    // MARK: Whoever reads bytes again

    /// Goes on over what is there without a gap; answers how far that is, and the sum so far, in hexadecimal.
    @discardableResult
    func advance(_ upload: StoredUpload) async throws -> (end: Int64, sha256: String) {
        try await turns.take(upload.id) {
            defer { change(upload.id) { $0.giveUp() } }
            repeat {
                while try await advanceOnce(upload) {}
            } while !change(upload.id) { $0.stop() }
            let prefix = prefix(of: upload.id)
            return (prefix.end, prefix.sha256)
        }
    }

    /// The sum of all that is acknowledged, when nobody writes to `upload` any more.
    func complete(_ upload: StoredUpload) async throws -> String {
        change(upload.id) { $0.dropAll() }
        let (end, sha256) = try await advance(upload)
        guard end == upload.grid.size else {
            throw BlobError(.unavailable, "sum", "only \(end) of \(upload.grid.size) bytes are there")
        }
        return sha256
    }

    /// Whether more of an upload is there, `received` bytes, than the sum is of.
    func isBehind(_ received: Int64, of id: String) -> Bool { prefix(of: id).end < received }

    /// What is written of blocks that are not acknowledged, or not summed to their end, in order.
    func written(_ id: String) -> [Range<Int64>] { entries.byUpload.withLock { $0[id]?.digest.written ?? [] } }

    /// Forgets an upload that has ended.
    func forget(_ id: String) async {
        await turns.take(id) { change(id) { $0 = UploadDigest() } }
    }

    /// Takes one step; false when there is none to take.
    private func advanceOnce(_ upload: StoredUpload) async throws -> Bool {
        switch change(upload.id, { $0.next() }) {
        case .none: return false
        case .written(let block, let range, var prefix):
            try await block.read(range) { piece in
                prefix.append(piece)
                return change(upload.id) { $0.accept(prefix) }
            }
            return true
        case .acknowledged(var prefix):
            let extents = try await repository.extents(of: upload.id, from: prefix.end, limit: 64)
            for extent in extents where extent.block.offset == prefix.end {
                let reader = try await blobs.reader(for: extent, of: upload.key)
                guard let next = try await take(extent.block.range, from: reader, after: prefix, of: upload.id) else {
                    return true
                }
                prefix = next
                if change(upload.id, { $0.isNextKnown }) { break }
            }
            return extents.first.map { $0.block.offset < prefix.end } ?? false
        }
    }

    /// The sum carried on over the bytes of `range`; nil when others have taken their place meanwhile.
    private func take(
        _ range: Range<Int64>, from reader: any BlobReader, after prefix: UploadDigest.Prefix, of id: String
    ) async throws -> UploadDigest.Prefix? {
        var prefix = prefix
        while let piece = try await reader.next() {
            prefix.append(piece)
            guard change(id, { $0.accept(prefix) }) else { return nil }
        }
        return prefix
    }

    private func prefix(of id: String) -> UploadDigest.Prefix {
        entries.byUpload.withLock { $0[id]?.digest.prefix ?? UploadDigest.Prefix() }
    }

    @discardableResult
    private func change<Result>(_ id: String, _ body: (inout UploadDigest) -> Result) -> Result {
        let (result, ready) = entries.byUpload.withLock { entries in
            let result = body(&entries[id, default: Entry()].digest)
            let ready = entries[id]?.takeReady() ?? []
            if let entry = entries[id], entry.digest.isEmpty, entry.waiting.isEmpty { entries[id] = nil }
            return (result, ready)
        }
        for continuation in ready { continuation.resume() }
        return result
    }
}

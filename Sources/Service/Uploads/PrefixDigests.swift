internal import Crypto
internal import NIOCore
internal import Synchronization

/// The SHA-256 of every open upload's beginning, carried on over what has come without a gap.
///
/// The sum of a whole file has to be taken in order, and chunks come in any. Instead of reading a file again when it is
/// complete, a task follows the upload while it comes, mostly out of the page cache; completing it does the rest.
struct PrefixDigests: Sendable {
    private struct Prefix {
        var digest = SHA256()
        var end: Int64 = 0
    }

    let repository: UploadRepository
    let blobs: any BlobStore
    private let prefixes = Shared()
    private let turns = Turns()

    private final class Shared: Sendable {
        let byUpload = Mutex<[String: Prefix]>([:])
    }

    init(repository: UploadRepository, blobs: any BlobStore) {
        self.repository = repository
        self.blobs = blobs
    }

    /// Goes on over what is there without a gap; answers how far that is, and the sum so far, in hexadecimal.
    @discardableResult
    func advance(_ upload: StoredUpload) async throws -> (end: Int64, sha256: String) {
        try await turns.take(upload.id) {
            // Taken out, so that a digest is never copied, and an error loses it.
            var prefix = prefixes.byUpload.withLock { $0.removeValue(forKey: upload.id) } ?? Prefix()
            search: while true {
                let extents = try await repository.extents(of: upload.id, from: prefix.end, limit: 64)
                guard !extents.isEmpty else { break }
                for extent in extents {
                    guard extent.block.offset == prefix.end else { break search }
                    try await append(extent, of: upload, to: &prefix)
                }
            }
            if prefix.end > 0 {
                let kept = prefix
                prefixes.byUpload.withLock { $0[upload.id] = kept }
            }
            return (prefix.end, Identifier.hex(prefix.digest.finalize()))
        }
    }

    private func append(_ staged: StagedBlock, of upload: StoredUpload, to prefix: inout Prefix) async throws {
        let reader = try await blobs.reader(for: staged, of: upload.key)
        while let piece = try await reader.next() {
            piece.withUnsafeReadableBytes { prefix.digest.update(bufferPointer: $0) }
        }
        prefix.end += staged.block.size
    }

    /// Begins again if bytes from `offset` on have changed, or are of no interest any more.
    func forget(_ id: String, from offset: Int64 = 0) async {
        await turns.take(id) {
            prefixes.byUpload.withLock { if let prefix = $0[id], offset < prefix.end { $0[id] = nil } }
        }
    }
}

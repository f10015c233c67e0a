internal import NIOCore

/// Where bytes live: a directory, Azure Blob Storage or S3.
///
/// Blobs are written once under random names and never changed, so a name can be cached for ever. What is derived from
/// a content lies under the content's own name, so that deleting the content takes everything with it.
protocol BlobStore: Sendable {
    /// Begins a blob whose size is not known; it does not exist before `BlobWriter.finish`.
    func writer(for key: BlobKey) async throws -> any BlobWriter

    /// Makes room for a blob of `size` bytes that will be put together from blocks. Throws `full`.
    func reserve(_ size: Int64, for key: BlobKey) async throws
    /// Begins a block of a blob that does not exist yet.
    func blockWriter(for block: BlobBlock, of key: BlobKey, _ placement: BlockPlacement) async throws
        -> any BlockWriter
    /// The bytes of a block that is staged. Throws `unknownBlock`.
    func reader(for staged: StagedBlock, of key: BlobKey) async throws -> any BlobReader
    /// Frees a block that another has replaced.
    func discard(_ staged: StagedBlock, of key: BlobKey) async throws
    /// Makes the blob of exactly `blocks`, which cover it without a gap. Doing it twice succeeds. Throws `unknownBlock`.
    func commit(_ blocks: [StagedBlock], to key: BlobKey) async throws -> BlobStat
    /// Frees everything that was reserved and staged and never committed.
    func discardBlocks(of key: BlobKey) async throws
    /// The contents for which something is staged, and when that was last changed.
    func stagedContents() async throws -> [String: Timestamp]

    /// What is known of a blob; nil when there is none.
    func stat(_ key: BlobKey) async throws -> BlobStat?
    /// The bytes of `range`, a piece at a time. Throws `notFound`, or `invalidRange` when it ends behind the blob.
    func reader(for key: BlobKey, range: Range<Int64>) async throws -> any BlobReader
    /// The names below `content` that start with `prefix`, with sizes, in no order.
    func list(_ content: String, prefix: String) async throws -> [BlobKey: BlobStat]

    /// Makes `target` of the same bytes, without moving them where the store can share.
    func copy(_ source: BlobKey, to target: BlobKey) async throws
    /// Removes one blob; one that is not there is no error.
    func delete(_ key: BlobKey) async throws
    /// Removes a content and everything derived from it, the original first (see `putDerived`).
    func deleteAll(_ content: String) async throws

    /// Up to `limit` contents of which anything is stored, with names greater than `name`, in ascending order.
    func contents(after name: String, limit: Int) async throws -> [String]
    /// When something of `content` last came into being or went; nil when nothing is stored of it.
    func lastChange(of content: String) async throws -> Timestamp?

    /// A URL that answers `key` under `headers` without credentials until `expiry`; nil where the service itself has to
    /// answer.
    func signedURL(for key: BlobKey, until expiry: Timestamp, headers: SignedHeaders) async throws -> String?
    /// The path of the blob's file where there is one, for code that can use a descriptor.
    func localPath(of key: BlobKey) -> String?
}

/// Names one blob: the content it belongs to, and which of the content's blobs it is.
struct BlobKey: Hashable, Sendable {
    /// The content: random, from `Identifier`.
    var content: String
    /// `original`, or the name of something derived, such as `hls/0a1b/720p_001.ts`.
    var name: String

    /// The uploaded bytes of `content`.
    static func original(_ content: String) -> BlobKey { BlobKey(content: content, name: "original") }
    /// The stored media index of `content`.
    static func index(_ content: String) -> BlobKey { BlobKey(content: content, name: "index") }
}

/// What the answer to a signed URL says of the bytes.
struct SignedHeaders: Hashable, Sendable {
    var contentType: String
    var contentDisposition: String
}

/// What a store knows of a blob.
struct BlobStat: Hashable, Sendable {
    /// Bytes.
    var size: Int64
}

/// One blob being written, by one task.
protocol BlobWriter: Sendable {
    /// Appends `bytes`.
    func write(_ bytes: ByteBuffer) async throws
    /// Makes the blob durable and visible.
    func finish() async throws -> BlobStat
    /// Gives up; nothing is left. Harmless after `finish`.
    func abandon() async
}

/// One blob being read, by one task.
protocol BlobReader: Sendable {
    /// The next piece, nil at the end.
    func next() async throws -> ByteBuffer?
    /// The bytes as a part of an open local file, for those who can hand that to the system; nil where there is none.
    /// Use this or `next`, not both.
    var slice: FileSlice? { get }
}

/// A part of an open file. The bytes stay readable after the file's name is gone.
struct FileSlice: Sendable {
    let file: OpenFile
    let range: Range<Int64>
}

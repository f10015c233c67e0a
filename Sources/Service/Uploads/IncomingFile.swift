internal import NIOCore

/// The file part of an upload while it arrives: checked by its first bytes, hashed, and written as it comes.
struct IncomingFile {
    let filename: String
    private let declaredType: String?
    private let publication: Publication
    private let room: UsageLedger.Room
    private let writer: any BlobWriter
    private var head: [UInt8] = []
    private var type: String?
    private let digest = StreamDigest()
    private(set) var size: Int64 = 0

    /// Begins a file. Throws `invalid_request` for a bad name.
    init(
        _ headers: PartHeaders, filename: String, publication: Publication, room: UsageLedger.Room,
        writer: any BlobWriter
    ) throws {
        self.filename = try FileName.checked(filename)
        declaredType = headers.contentType
        self.publication = publication
        self.room = room
        self.writer = writer
    }

    /// Takes the next bytes. Throws `payload_too_large`, `quota_exceeded`, or `unsupported_media_type` once there are enough to tell.
    mutating func append(_ bytes: ByteBuffer) async throws {
        size += Int64(bytes.readableBytes)
        try publication.checkSize(size)
        try room.check(size)
        if type == nil {
            head += bytes.readableBytesView.prefix(ContentSniffer.headSize - head.count)
            if head.count == ContentSniffer.headSize { type = try sniffed() }
        }
        await digest.append(bytes)
        try await writer.write(bytes)
    }

    private func sniffed() throws -> String {
        try publication.type(of: head, declared: declaredType, filename: filename)
    }

    /// What has arrived, whole and stored.
    struct Arrival: Sendable {
        var filename: String
        var contentType: String
        var size: Int64
        var sha256: String
    }

    /// Ends the file and stores it. Throws `empty_file`.
    mutating func finish() async throws -> Arrival {
        guard size > 0 else { throw ServiceError(.emptyFile, "The file is empty.") }
        let contentType = try type ?? sniffed()
        _ = try await writer.finish()
        return Arrival(
            filename: filename, contentType: contentType, size: size, sha256: await digest.finish())
    }
}

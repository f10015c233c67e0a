/// Hands out the bytes of files.
struct DownloadService: Sendable {
    let files: FileService
    let links: DownloadLinks
    let addresses: Addresses

    /// The bytes `range` of `file`. Throws the one `not_found` when it has been deleted meanwhile, and `content_missing`
    /// when its bytes are gone although it has not.
    func reader(of file: StoredFile, _ range: Range<Int64>) async throws -> any BlobReader {
        do {
            return try await files.blobs.reader(for: .original(file.content), range: range)
        } catch let error as BlobError where error.code == .notFound || error.code == .invalidRange {
            guard try await files.repository.find(file.id) != nil else { throw ServiceError.noSuchFile() }
            throw ServiceError(
                .contentMissing, "The bytes of this file are missing in the store; its operator has to look.",
                cause: error)
        }
    }

    /// A URL that anybody may download `file` by.
    struct Link: Sendable {
        var url: String
        var expiry: Timestamp
    }

    /// A link to `file` that works for `lifetime` seconds; made by the store where that can answer for itself.
    func link(to file: StoredFile, lifetime: Int, _ disposition: Disposition) async throws -> Link {
        // Whole seconds, so that the link says exactly when it ends.
        let expiry = Timestamp(microseconds: Timestamp.now.seconds * 1_000_000).advanced(bySeconds: lifetime)
        let disposition = disposition.allowed(for: file.contentType)
        let headers = SignedHeaders(
            contentType: file.contentType,
            contentDisposition: AttachmentHeader.value(filename: file.filename, disposition))
        if let url = try await files.blobs.signedURL(for: .original(file.content), until: expiry, headers: headers) {
            return Link(url: url, expiry: expiry)
        }
        let query = links.query(for: file.id, .init(expiry: expiry, disposition: disposition))
        return Link(url: "\(addresses.download(file.id))?\(query)", expiry: expiry)
    }
}

internal import Pipeline

/// How bytes become a file, whichever way they came: what they are is looked at, media is probed, and the row is
/// written last.
struct Publication: Sendable {
    let files: FileRepository
    let library: StoredMediaLibrary
    let runner: any RecipeRunner
    let policy: ContentTypePolicy
    let maxFileSize: Int64
    let metrics: ServiceMetrics

    /// Bytes that lie whole in the blob store, and what has been said of them.
    struct Arrival: Sendable {
        /// The name of the bytes.
        var content: String
        var owner: String
        var filename: String
        /// From the first bytes; see `type(of:declared:filename:)`.
        var contentType: String
        var size: Int64
        /// Lower-case hexadecimal.
        var sha256: String
        var projectID: String?
        var metadata: JSONValue
    }

    /// Throws `payload_too_large`.
    func checkSize(_ size: Int64) throws {
        guard size <= maxFileSize else {
            throw ServiceError(.payloadTooLarge, "The file is larger than \(maxFileSize) bytes.")
        }
    }

    /// The type to store for a file that begins with `head`. Throws `unsupported_media_type`.
    func type(of head: [UInt8], declared: String?, filename: String) throws -> String {
        try policy.type(of: head, declared: declared, filename: filename)
    }

    /// Publishes a file of `arrival`: together with `others`, all or nothing, where they count the file already.
    ///
    /// Throws when it is video or audio that cannot be played, or `quota_exceeded`; there is no file then.
    func publish(
        _ arrival: Arrival, id: String = Identifier.random(), with others: [SQLStatement]? = nil
    ) async throws -> StoredFile {
        let (media, contentType) = try await probe(arrival)
        let now = Timestamp.now
        let file = StoredFile(
            id: id, owner: arrival.owner, content: arrival.content, filename: arrival.filename,
            contentType: contentType, size: arrival.size, sha256: arrival.sha256, projectID: arrival.projectID,
            metadata: arrival.metadata, media: media, revision: 1, createdAt: now, updatedAt: now)
        if let others {
            try await files.insert(file, with: others)
        } else {
            try await files.insert(file)
        }
        metrics.uploads.add(1, ["stored"])
        metrics.uploadedBytes.add(Double(file.size))
        return file
    }

    /// Finds out what the bytes are. What claims to be video or audio is refused if it is not; images and documents that
    /// cannot be described are kept as they are, and refused by whoever wants something made of them.
    private func probe(_ arrival: Arrival) async throws -> (MediaDescription?, contentType: String) {
        let family = arrival.contentType.prefix { $0 != "/" }
        let reference = MediaReference(arrival.content)
        guard family == "video" || family == "audio" else {
            let kind = MediaDescription.Kind(contentType: arrival.contentType).map(MediaDescription.init)
            return (try await described(arrival.contentType, reference) ?? kind, arrival.contentType)
        }
        let media = try await library.keep(try await runner.run(ProbeMedia(input: reference)), for: reference)
        // A container without pictures is sound, whatever it could have held.
        let isSound = media.kind == .audio && family == "video"
        return (media, isSound ? "audio" + arrival.contentType.dropFirst(family.count) : arrival.contentType)
    }

    private func described(_ contentType: String, _ reference: MediaReference) async throws -> MediaDescription? {
        do {
            if contentType == "application/pdf" {
                return MediaDescription(try await runner.run(DescribeDocument(input: reference)))
            }
            guard contentType.hasPrefix("image/") else { return nil }
            return MediaDescription(try await runner.run(DescribeImage(input: reference)))
        } catch let error as MediaError where error.code != .cancelled && error.code != .inputOutput {
            return nil
        }
    }
}

extension MediaDescription.Kind {
    /// What a file of `contentType` is when nothing has been probed; nil for what is not known at all.
    fileprivate init?(contentType: String) {
        switch contentType {
        case ContentSniffer.unknown: return nil
        case "application/pdf": self = .document
        case let type where type.hasPrefix("image/"): self = .image
        case let type where type.hasPrefix("text/"): self = .document
        default: self = .other
        }
    }
}

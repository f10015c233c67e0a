internal import NIOCore
internal import Pipeline

/// Takes files in: bytes first, then the probe, the row last. Whatever goes wrong, nothing is left behind.
struct UploadService: Sendable {
    let files: FileRepository
    let blobs: any BlobStore
    let library: StoredMediaLibrary
    let runner: any RecipeRunner
    let policy: ContentTypePolicy
    let maxFileSize: Int64
    let metrics: ServiceMetrics

    /// Reads a form from `body` and publishes its file for `owner`.
    func receive<Body: AsyncSequence>(_ body: Body, boundary: String, owner: String) async throws -> StoredFile
    where Body.Element == ByteBuffer {
        let content = Identifier.random()
        let writer = try await blobs.writer(for: .original(content))
        do {
            let (arrival, form) = try await readForm(body, boundary: boundary, writer: writer)
            let file = try await publish(arrival, form, content: content, owner: owner)
            metrics.uploads.add(1, ["stored"])
            metrics.uploadedBytes.add(Double(file.size))
            return file
        } catch {
            metrics.uploads.add(1, ["refused"])
            await shieldedFromCancellation { [blobs] in
                await writer.abandon()
                try? await blobs.deleteAll(content)
            }
            throw error
        }
    }

    private func readForm<Body: AsyncSequence>(
        _ body: Body, boundary: String, writer: any BlobWriter
    ) async throws -> (IncomingFile.Arrival, UploadForm) where Body.Element == ByteBuffer {
        var parser = MultipartParser(boundary: boundary)
        var form = UploadForm()
        var part = Part.none
        var arrival: IncomingFile.Arrival?
        for try await piece in body {
            parser.feed(piece)
            while let event = try parser.next() {
                switch event {
                case .partBegan(let headers):
                    part = try begin(headers, hasFile: arrival != nil, writer: writer)
                case .bytes(let bytes):
                    try await part.append(bytes)
                case .partEnded:
                    switch part {
                    case .file(var file): arrival = try await file.finish()
                    case .field(let name, let bytes): try form.take(name, bytes)
                    case .none: break
                    }
                    part = .none
                case .ended: break
                }
            }
        }
        try parser.finish()
        guard let arrival else { throw ServiceError(.invalidRequest, "The form has no part named file.") }
        return (arrival, form)
    }

    private func begin(_ headers: PartHeaders, hasFile: Bool, writer: any BlobWriter) throws -> Part {
        guard headers.name == "file" else { return .field(headers.name, []) }
        guard !hasFile else { throw ServiceError(.invalidRequest, "The form has more than one file.") }
        guard let filename = headers.filename else {
            throw ServiceError(.invalidRequest, "The part named file has no filename.")
        }
        return .file(
            try IncomingFile(headers, filename: filename, policy: policy, limit: maxFileSize, writer: writer))
    }

    private func publish(
        _ arrival: IncomingFile.Arrival, _ form: UploadForm, content: String, owner: String
    ) async throws -> StoredFile {
        let (media, contentType) = try await probe(arrival, content: content)
        let now = Timestamp.now
        let file = StoredFile(
            id: Identifier.random(), owner: owner, content: content, filename: arrival.filename,
            contentType: contentType, size: arrival.size, sha256: arrival.sha256, projectID: form.projectID,
            metadata: form.metadata, media: media, revision: 1, createdAt: now, updatedAt: now)
        try await files.insert(file)
        return file
    }

    /// Reads the packet tables of what claims to be video or audio; such a file is refused if it is not.
    private func probe(
        _ arrival: IncomingFile.Arrival, content: String
    ) async throws -> (MediaDescription?, contentType: String) {
        let family = arrival.contentType.prefix { $0 != "/" }
        guard family == "video" || family == "audio" else {
            return (MediaDescription.Kind(contentType: arrival.contentType).map(MediaDescription.init), arrival.contentType)
        }
        let reference = MediaReference(content)
        let index = try await runner.run(ProbeMedia(input: reference))
        let media = index.description
        try await library.keep(index, for: reference)
        // A container without pictures is sound, whatever it could have held.
        let isSound = media.kind == .audio && family == "video"
        return (media, isSound ? "audio" + arrival.contentType.dropFirst(family.count) : arrival.contentType)
    }

    /// The part of the form that is being read.
    private enum Part {
        case none
        case field(String, [UInt8])
        case file(IncomingFile)

        mutating func append(_ bytes: ByteBuffer) async throws {
            switch self {
            case .none: break
            case .field(let name, var value):
                guard value.count + bytes.readableBytes <= UploadForm.fieldLimit else {
                    throw MultipartError.fieldTooLarge(name)
                }
                self = .none
                value += bytes.readableBytesView
                self = .field(name, value)
            case .file(var file):
                // The file must not be shared while it changes, or its digest would be copied with every piece.
                self = .none
                try await file.append(bytes)
                self = .file(file)
            }
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

internal import NIOCore

/// Uploads in one request, as a form. Whatever goes wrong, nothing is left behind.
struct FormUploads: Sendable {
    let blobs: any BlobStore
    let publication: Publication

    /// Reads a form from `body` and publishes its file, which must fit into `room`, for `owner`.
    func receive<Body: AsyncSequence>(
        _ body: Body, boundary: String, owner: String, _ room: UsageLedger.Room
    ) async throws -> StoredFile where Body.Element == ByteBuffer {
        let content = Identifier.random()
        let writer = try await blobs.writer(for: .original(content))
        do {
            let (arrival, form) = try await readForm(body, boundary: boundary, room, writer)
            return try await publication.publish(
                Publication.Arrival(
                    content: content, owner: owner, filename: arrival.filename, contentType: arrival.contentType,
                    size: arrival.size, sha256: arrival.sha256, projectID: form.projectID, metadata: form.metadata))
        } catch {
            publication.metrics.uploads.add(1, ["refused"])
            await shieldedFromCancellation { [blobs] in
                await writer.abandon()
                try? await blobs.deleteAll(content)
            }
            throw error
        }
    }

    private func readForm<Body: AsyncSequence>(
        _ body: Body, boundary: String, _ room: UsageLedger.Room, _ writer: any BlobWriter
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
                    part = try begin(headers, hasFile: arrival != nil, room, writer)
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

    private func begin(
        _ headers: PartHeaders, hasFile: Bool, _ room: UsageLedger.Room, _ writer: any BlobWriter
    ) throws -> Part {
        guard headers.name == "file" else { return .field(headers.name, []) }
        guard !hasFile else { throw ServiceError(.invalidRequest, "The form has more than one file.") }
        guard let filename = headers.filename else {
            throw ServiceError(.invalidRequest, "The part named file has no filename.")
        }
        return .file(
            try IncomingFile(headers, filename: filename, publication: publication, room: room, writer: writer))
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
                try await file.append(bytes)
                self = .file(file)
            }
        }
    }
}

internal import HTTPTypes
internal import Hummingbird
internal import Pipeline

/// `/files/{fileId}` and `/download/{fileId}`.
struct FileController: Sendable {
    let files: FileService
    let addresses: Addresses

    func addRoutes(to group: RouterGroup<StorageRequestContext>) {
        group.get("files/{fileId}", use: describe)
        group.delete("files/{fileId}", use: delete)
        group.get("download/{fileId}", use: download)
    }

    private func describe(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let file = try await files.find(try context.fileID(), for: try context.requireAccess())
        let tag = EntityTag("\(file.id)-\(file.revision)")
        let headers: HTTPFields = [.eTag: tag.header, .cacheControl: "private, no-cache"]
        if tag.matchesIfNoneMatch(request.headers) { return Response(status: .notModified, headers: headers) }
        return try .json(FileMetadata(file, addresses), headers: headers)
    }

    private func delete(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        try await files.delete(try context.fileID(), for: try context.requireAccess())
        return Response(status: .noContent)
    }

    private func download(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let file = try await files.find(try context.fileID(), for: try context.requireAccess())
        let tag = EntityTag(file.sha256)
        var headers: HTTPFields = [
            .eTag: tag.header, .cacheControl: "private, no-cache", .acceptRanges: "bytes",
            .xContentTypeOptions: "nosniff", .contentSecurityPolicy: "sandbox",
            .contentDisposition: AttachmentHeader.value(filename: file.filename),
        ]
        if tag.matchesIfNoneMatch(request.headers) { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = file.contentType
        let asked = tag.allowsRange(request.headers) ? request.headers[.range] : nil
        let range = try ByteRange.resolve(asked, length: file.size)
        if let range {
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.size)"
        }
        let wanted = range ?? 0..<file.size
        headers[.contentLength] = String(wanted.count)
        let reader = try await files.blobs.reader(for: .original(file.content), range: wanted)
        let body = ResponseBody(contentLength: wanted.count) { writer in
            while let piece = try await reader.next() { try await writer.write(piece) }
            try await writer.finish(nil)
        }
        return Response(status: range == nil ? .ok : .partialContent, headers: headers, body: body)
    }
}

/// The `FileMetadata` of the contract.
private struct FileMetadata: Encodable {
    let id: String
    let filename: String
    let contentType: String
    let size: Int64
    let sha256: String
    let url: String
    let thumbnailUrl: String?
    let projectId: String?
    let userId: String
    let metadata: JSONValue
    let media: MediaDescription?
    let createdAt: Timestamp
    let updatedAt: Timestamp

    init(_ file: StoredFile, _ addresses: Addresses) {
        id = file.id
        filename = file.filename
        contentType = file.contentType
        size = file.size
        sha256 = file.sha256
        url = addresses.download(file.id)
        thumbnailUrl = file.media?.kind == .video ? addresses.thumbnail(file.id) : nil
        projectId = file.projectID
        userId = file.owner
        metadata = file.metadata
        media = file.media
        createdAt = file.createdAt
        updatedAt = file.updatedAt
    }
}

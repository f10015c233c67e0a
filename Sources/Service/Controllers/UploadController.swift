internal import HTTPTypes
internal import Hummingbird
internal import Pipeline

/// `POST /upload`.
struct UploadController: Sendable {
    let uploads: UploadService
    let addresses: Addresses

    func addRoutes(to group: RouterGroup<StorageRequestContext>) {
        group.post("upload", use: upload)
    }

    private func upload(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        guard let owner = try context.requireAccess().owner else { throw ServiceError.noSuchFile() }
        let boundary = try FormBoundary.read(request.headers[.contentType])
        // The form around the file takes little; what says it is much larger need not be sent at all.
        if let length = request.headers[.contentLength].flatMap({ Int64($0) }),
            length - 1_048_576 > uploads.maxFileSize
        {
            throw ServiceError(.payloadTooLarge, "The file is larger than \(uploads.maxFileSize) bytes.")
        }
        context.sendContinueIfExpected(by: request)
        let file = try await uploads.receive(request.body, boundary: boundary, owner: owner)
        return try .json(
            Answer(file, addresses), status: .created, headers: [.location: addresses.file(file.id)])
    }

    private struct Answer: Encodable {
        let fileId: String
        let filename: String
        let contentType: String
        let size: Int64
        let url: String
        let thumbnailUrl: String?
        let createdAt: Timestamp
        let sha256: String

        init(_ file: StoredFile, _ addresses: Addresses) {
            fileId = file.id
            filename = file.filename
            contentType = file.contentType
            size = file.size
            url = addresses.download(file.id)
            thumbnailUrl = file.media?.kind == .video ? addresses.thumbnail(file.id) : nil
            createdAt = file.createdAt
            sha256 = file.sha256
        }
    }
}

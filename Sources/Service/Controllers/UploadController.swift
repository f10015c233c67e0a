internal import HTTPTypes
internal import Hummingbird

/// `POST /upload`: a file in one request.
struct UploadController: Sendable {
    let uploads: FormUploads
    let addresses: Addresses

    func addRoutes(to group: RouterGroup<StorageRequestContext>) {
        group.post("upload", use: upload)
    }

    private func upload(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        guard let owner = try context.requireAccess().owner else { throw ServiceError.noSuchFile() }
        let boundary = try FormBoundary.read(request.headers[.contentType])
        let room = try await uploads.publication.files.room(of: owner)
        // The form around the file takes little; what says it is much larger need not be sent at all.
        if let length = request.headers[.contentLength].flatMap({ Int64($0) }) {
            try uploads.publication.checkSize(length - 1_048_576)
            try room.check(length - 1_048_576)
        }
        context.sendContinueIfExpected(by: request)
        let file = try await withTaskExecutorPreference(DiskThreads.shared) {
            try await uploads.receive(request.body, boundary: boundary, owner: owner, room)
        }
        return try .json(
            UploadAnswer(file, addresses), status: .created, headers: [.location: addresses.file(file.id)])
    }
}

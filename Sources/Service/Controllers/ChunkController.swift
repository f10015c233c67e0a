internal import HTTPTypes
internal import Hummingbird

/// `/upload/…`: a file in chunks, in any order, over any number of connections and restarts.
struct ChunkController: Sendable {
    let engine: UploadEngine
    let addresses: Addresses

    func addRoutes(to group: RouterGroup<StorageRequestContext>) {
        group.post("upload/init", use: begin)
        group.put("upload/chunk/{uploadId}", use: receive)
        group.get("upload/{uploadId}", use: describe)
        group.post("upload/complete/{uploadId}", use: complete)
        group.delete("upload/abort/{uploadId}", use: abort)
    }

    private func begin(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        guard let owner = try context.requireAccess().owner else { throw ServiceError.noSuchUpload() }
        context.sendContinueIfExpected(by: request)
        let body = try await request.body.collect(upTo: UploadAnnouncement.sizeLimit)
        let announcement = try UploadAnnouncement.read(body)
        let upload = try await engine.open(announcement, owner: owner)
        return try .json(
            OpenedUpload(
                uploadId: upload.id, chunkSize: upload.grid.chunkSize, totalChunks: upload.grid.count,
                expiresAt: upload.expiresAt),
            status: .created, headers: [.location: addresses.upload(upload.id)])
    }

    private func receive(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let (id, access) = (try context.uploadID(), try context.requireAccess())
        let sent = try ContentRange(request.headers[values: .contentRange])
        let digests = try DigestFields.read(request.headers)
        let chunk = try await withTaskExecutorPreference(DiskThreads.shared) {
            try await engine.withExtent(sent, of: id, for: access) { extent in
                // Said before the body is read, so that a wrong one need not be sent.
                if let length = request.headers[.contentLength], length != String(extent.range.count) {
                    throw ServiceError(
                        .invalidRequest,
                        "Content-Range stands for \(extent.range.count) bytes, but Content-Length says \(length).")
                }
                context.sendContinueIfExpected(by: request)
                let received = try await engine.write(request.body, to: extent, expecting: digests)
                return ReceivedChunk(extent, received: received)
            }
        }
        return try .json(chunk)
    }

    private func describe(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let upload = try await engine.find(try context.uploadID(), for: try context.requireAccess())
        return try .json(UploadStatus(upload, missing: try await engine.missing(of: upload)))
    }

    private func complete(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let (id, access) = (try context.uploadID(), try context.requireAccess())
        let (file, isNew) = try await withTaskExecutorPreference(DiskThreads.shared) {
            try await engine.complete(id, for: access)
        }
        return try .json(
            UploadAnswer(file, addresses), status: isNew ? .created : .ok,
            headers: [.location: addresses.file(file.id)])
    }

    private func abort(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        try await engine.abort(try context.uploadID(), for: try context.requireAccess())
        return Response(status: .noContent)
    }
}

private struct OpenedUpload: Encodable {
    let uploadId: String
    let chunkSize: Int64
    let totalChunks: Int64
    let expiresAt: Timestamp
}

private struct ReceivedChunk: Encodable {
    let uploadId: String
    let chunkNumber: Int64
    let chunksReceived: Int64
    let totalChunks: Int64

    /// `received`: bytes of the whole file that are there.
    init(_ extent: UploadEngine.Extent, received: Int64) {
        let grid = extent.upload.grid
        uploadId = extent.upload.id
        chunkNumber = grid.number(at: extent.range.lowerBound)
        chunksReceived = grid.chunks(in: received)
        totalChunks = grid.count
    }
}

private struct UploadStatus: Encodable {
    let uploadId: String
    let state: String
    let filename: String
    let size: Int64
    let chunkSize: Int64
    let totalChunks: Int64
    let chunksReceived: Int64
    let missing: [Int64]
    let fileId: String?
    let expiresAt: Timestamp

    init(_ upload: StoredUpload, missing: [Int64]) {
        uploadId = upload.id
        state = upload.state.rawValue
        filename = upload.filename
        size = upload.grid.size
        chunkSize = upload.grid.chunkSize
        totalChunks = upload.grid.count
        chunksReceived = upload.chunksReceived
        self.missing = missing
        fileId = upload.fileID
        expiresAt = upload.expiresAt
    }
}

extension StorageRequestContext {
    /// The upload named in the path; what is no identifier is no upload.
    fileprivate func uploadID() throws -> String {
        guard let id = parameters.get("uploadId"), Identifier.isValid(id) else { throw ServiceError.noSuchUpload() }
        return id
    }
}

internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore

/// `/files` and `/files/{fileId}`.
struct FileController: Sendable {
    let files: FileService
    let addresses: Addresses

    /// Bytes of JSON that a request may carry: the largest metadata, with room for how it is written.
    private static let bodyLimit = 4 * CallerMetadata.sizeLimit

    func addRoutes(to group: RouterGroup<StorageRequestContext>) {
        group.get("files", use: list)
        group.get("files/{fileId}", use: describe)
        group.patch("files/{fileId}", use: change)
        group.delete("files/{fileId}", use: delete)
        group.post("files/{fileId}/copy", use: copy)
    }

    private func list(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        guard let owner = try context.requireAccess().owner else { throw ServiceError.noSuchFile() }
        let listing = try FileListing(owner: owner, query: request.uri)
        let page = try await files.list(listing, cursor: try request.uri.single("cursor"))
        return try .json(Page(files: page.files.map { FileAnswer($0, addresses) }, nextCursor: page.nextCursor))
    }

    private func describe(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let file = try await files.find(try context.fileID(), for: try context.requireAccess())
        guard try Preconditions(request.headers).isNotModified(file.tag) else { return try answer(file) }
        return Response(status: .notModified, headers: headers(of: file))
    }

    private func change(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let (id, access) = (try context.fileID(), try context.requireAccess())
        let change = try FileChange(mergePatch: try await body(of: request))
        return try answer(
            try await files.change(id, change, if: Preconditions(request.headers), for: access))
    }

    private func delete(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        try await files.delete(
            try context.fileID(), if: Preconditions(request.headers), for: try context.requireAccess())
        return Response(status: .noContent)
    }

    private func copy(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let (id, access) = (try context.fileID(), try context.requireAccess())
        let change = try FileChange(copy: try await body(of: request, default: .object([:])))
        let copy = try await files.copy(id, change, for: access)
        return try answer(copy, status: .created, headers: [.location: addresses.file(copy.id)])
    }

    private struct Page: Encodable {
        let files: [FileAnswer]
        let nextCursor: String?
    }
}

extension FileController {
    private func answer(
        _ file: StoredFile, status: HTTPResponse.Status = .ok, headers more: HTTPFields = [:]
    ) throws -> Response {
        try .json(FileAnswer(file, addresses), status: status, headers: headers(of: file) + more)
    }

    private func headers(of file: StoredFile) -> HTTPFields {
        [.eTag: file.tag.header, .cacheControl: "private, no-cache"]
    }

    /// The JSON that `request` carries; `fallback` when it carries none. Throws `unsupported_media_type`,
    /// `payload_too_large` and `invalid_request`.
    private func body(of request: Request, default fallback: JSONValue? = nil) async throws -> JSONValue {
        let bytes = try await request.body.collect(upTo: Self.bodyLimit)
        if bytes.readableBytes == 0, let fallback { return fallback }
        let type = request.headers[.contentType].map { $0.prefix { $0 != ";" }.trimmingBlanks.lowercased() }
        guard ["application/json", "application/merge-patch+json"].contains(type) else {
            throw ServiceError(
                .unsupportedMediaType, "The body must be application/json or application/merge-patch+json.")
        }
        guard let text = String(validating: bytes.readableBytesView, as: UTF8.self),
            let value = try? JSON.decode(JSONValue.self, from: text)
        else { throw ServiceError(.invalidRequest, "The body is not JSON.") }
        return value
    }
}

extension FileListing {
    /// Reads `limit`, `projectId`, `contentType` and `sort`. Throws `invalid_request` naming the parameter at fault.
    fileprivate init(owner: String, query: URI) throws {
        self.init(owner: owner)
        limit = try query.number("limit", in: Self.limits) ?? limit
        projectID = try query.single("projectId").map { try ProjectName.checked($0) }
        if let text = try query.single("contentType") {
            guard let filter = ContentTypeFilter(text) else {
                throw ServiceError(.invalidRequest, "contentType must be a media type such as image/png, or image/*.")
            }
            contentType = filter
        }
        if let text = try query.single("sort") {
            guard let wanted = FileSort(text) else {
                throw ServiceError(
                    .invalidRequest, "sort must be createdAt, filename or size, with - in front for descending.")
            }
            sort = wanted
        }
    }
}

internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore

/// `/download/{fileId}` and the links to it.
struct DownloadController: Sendable {
    let downloads: DownloadService
    /// How long a caller may take nothing.
    let patience: TimeAmount

    /// Adds what a link opens too.
    func addRoutes(to group: RouterGroup<StorageRequestContext>) {
        group.get("download/{fileId}", use: download)
    }

    /// Adds what only a user may ask for.
    func addLinkRoutes(to group: RouterGroup<StorageRequestContext>) {
        group.get("download/{fileId}/signed-url", use: link)
    }

    private func download(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let file = try await downloads.files.find(try context.fileID(), for: try context.requireAccess())
        let disposition = try request.disposition().allowed(for: file.contentType)
        let tag = EntityTag(file.sha256)
        // The bytes never change, whatever happens to the name.
        let lastModified = HTTPDate(file.createdAt)
        var headers: HTTPFields = [
            .eTag: tag.header, .lastModified: lastModified.text, .cacheControl: "private, no-cache",
            .acceptRanges: "bytes", .xContentTypeOptions: "nosniff", .contentSecurityPolicy: "sandbox",
            .contentDisposition: AttachmentHeader.value(filename: file.filename, disposition),
        ]
        if try Preconditions(request.headers).isNotModified(tag, lastModified: lastModified) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = file.contentType
        let range = try range(of: request, file, tag, lastModified)
        if let range {
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.size)"
        }
        let wanted = range ?? 0..<file.size
        // Also for HEAD: what is said must hold for a GET that follows.
        let reader = try await downloads.reader(of: file, wanted)
        return Response(
            status: range == nil ? .ok : .partialContent, headers: headers,
            body: ResponseBody(reader, count: wanted.count, over: context.channel, patience: patience))
    }

    /// Ranges are defined for GET alone (RFC 9110 section 14.2).
    private func range(
        of request: Request, _ file: StoredFile, _ tag: EntityTag, _ lastModified: HTTPDate
    ) throws -> Range<Int64>? {
        guard request.method == .get, tag.allowsRange(request.headers, lastModified: lastModified) else { return nil }
        return try ByteRange.resolve(request.headers[.range], length: file.size)
    }

    private func link(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let file = try await downloads.files.find(try context.fileID(), for: try context.requireAccess())
        let lifetime = try request.uri.number("expiresIn", in: 1...604_800) ?? 3600
        let link = try await downloads.link(to: file, lifetime: lifetime, try request.disposition())
        return try .json(
            Answer(url: link.url, expiresAt: link.expiry, contentType: file.contentType, size: file.size))
    }

    private struct Answer: Encodable {
        let url: String
        let expiresAt: Timestamp
        let contentType: String
        let size: Int64
    }
}

extension Request {
    /// The wish in `disposition`; `attachment` without one. Throws `invalid_request`.
    fileprivate func disposition() throws -> Disposition {
        guard let text = try uri.single("disposition"), !text.isEmpty else { return .attachment }
        guard let disposition = Disposition(rawValue: text) else {
            throw ServiceError(.invalidRequest, "disposition must be attachment or inline.")
        }
        return disposition
    }
}

internal import HTTPTypes
internal import Hummingbird
internal import Pipeline

/// What players ask for: playlists, segments and stills, under a bearer token or under a token in the path.
struct StreamController: Sendable {
    let streams: StreamService
    let pictures: PictureService

    /// Adds the routes below `stream/{fileId}`, or below `stream/{fileId}/p/{token}`.
    func addRoutes(to group: RouterGroup<StorageRequestContext>) {
        group.get("manifest.m3u8", use: master)
        group.get("{rung}.m3u8", use: playlist)
        group.get("segment/{segment}", use: segment)
        group.get("v-{version}/{rung}.m3u8", use: playlist)
        group.get("v-{version}/segment/{segment}", use: segment)
        group.get("thumbnail", use: still)
    }

    private func master(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let playlist = try await streams.master(try context.fileID(), for: try context.requireAccess())
        return answer(playlist, .short, to: request)
    }

    private func playlist(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let version = context.parameters.get("version")
        let playlist = try await streams.playlist(
            try context.fileID(), rung: try context.parameters.require("rung"), version: version,
            for: try context.requireAccess())
        return answer(playlist, version == nil ? .short : .immutable, to: request)
    }

    private func segment(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        guard let name = SegmentName(try context.parameters.require("segment")) else {
            throw ServiceError(.notFound, "The file has no such segment.")
        }
        let version = context.parameters.get("version")
        let freshness = version == nil ? Freshness.short : .immutable
        let order = try await streams.order(
            try context.fileID(), name, version: version, for: try context.requireAccess())
        if order.tag.matchesIfNoneMatch(request.headers) { return .notModified(order.tag, freshness) }
        let segment = try await context.cancelledWhenClientLeaves { [streams] in try await streams.segment(order) }
        return try .derived(segment, StreamService.segmentType, order.tag, freshness, to: request)
    }

    private func still(_ request: Request, _ context: StorageRequestContext) async throws -> Response {
        let (fileID, access) = (try context.fileID(), try context.requireAccess())
        let wish = try StillWish(query: request.uri.queryParameters)
        let order = try await pictures.still(fileID, wish, for: access)
        if order.tag.matchesIfNoneMatch(request.headers) { return .notModified(order.tag, .day) }
        let still = try await context.cancelledWhenClientLeaves { [pictures] in try await pictures.bytes(of: order) }
        return try .derived(still, order.contentType, order.tag, .day, to: request)
    }
}

extension StreamController {
    private func answer(_ playlist: StreamService.Playlist, _ freshness: Freshness, to request: Request) -> Response {
        if playlist.tag.matchesIfNoneMatch(request.headers) { return .notModified(playlist.tag, freshness) }
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/vnd.apple.mpegurl", .eTag: playlist.tag.header,
                .cacheControl: freshness.rawValue,
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: playlist.text)))
    }
}

extension StillWish {
    /// Reads `time`, `width` and `format`. Throws `invalid_request`.
    init(query: Parameters) throws {
        if let text = query.get("time") {
            guard let time = Double(text), time.isFinite, (0...1_000_000).contains(time) else {
                throw ServiceError(.invalidRequest, "time must be a number of seconds.")
            }
            self.time = time
        }
        if let text = query.get("width") {
            guard let width = Int(text), (16...4096).contains(width) else {
                throw ServiceError(.invalidRequest, "width must be a number of pixels from 16 to 4096.")
            }
            self.width = width
        }
        guard let format = StillFormat(rawValue: query.get("format") ?? "jpeg") else {
            throw ServiceError(.invalidRequest, "format must be jpeg, webp or avif.")
        }
        self.format = format
    }
}

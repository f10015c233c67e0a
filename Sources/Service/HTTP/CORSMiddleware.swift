internal import HTTPTypes
internal import Hummingbird

/// Lets pages of other sites play streams. Answers stay the same for everybody, so they carry no `Vary`.
///
/// Stands outside the error handling, so that a page can also read why something was refused.
struct CORSMiddleware: RouterMiddleware {
    /// `*` or one origin; empty adds nothing.
    let origin: String

    func handle(
        _ request: Request, context: StorageRequestContext,
        next: (Request, StorageRequestContext) async throws -> Response
    ) async throws -> Response {
        guard !origin.isEmpty, request.uri.path.hasPrefix(Addresses.base + "/stream/") else {
            return try await next(request, context)
        }
        var response = request.method == .options ? preflight : try await next(request, context)
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlExposeHeaders] = "Content-Length, Content-Range, ETag, X-Request-Id"
        return response
    }

    private var preflight: Response {
        Response(
            status: .noContent,
            headers: [
                .accessControlAllowMethods: "GET, HEAD, POST",
                .accessControlAllowHeaders: "Authorization, Range, If-None-Match, X-Request-Id",
                .accessControlMaxAge: "86400",
            ])
    }
}

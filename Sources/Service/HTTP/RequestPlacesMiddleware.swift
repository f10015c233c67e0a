internal import Hummingbird

/// Lets a bounded number of requests in at a time and refuses the rest at once. Operators always get in.
struct RequestPlacesMiddleware: RouterMiddleware {
    let places: Places

    /// What is smaller is written in one go, so its place need not be held for that.
    private static let smallBody = 65_536

    func handle(
        _ request: Request, context: StorageRequestContext,
        next: (Request, StorageRequestContext) async throws -> Response
    ) async throws -> Response {
        if Addresses.isOperation(request.uri.path) { return try await next(request, context) }
        let place: Place
        do { place = try places.take() } catch {
            throw ServiceError(.tooBusy, "Too many requests are under way.", retryAfter: 1)
        }
        // Held until the answer is there, and by a large body until that is written.
        defer { withExtendedLifetime(place) {} }
        var response = try await next(request, context)
        let body = response.body
        if body.contentLength ?? .max > Self.smallBody {
            response.body = ResponseBody(contentLength: body.contentLength) { writer in
                defer { withExtendedLifetime(place) {} }
                try await body.write(writer)
            }
        }
        return response
    }
}

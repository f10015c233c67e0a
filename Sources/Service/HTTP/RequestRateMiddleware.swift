internal import Hummingbird

/// Refuses users who ask too often, each by their own measure.
struct RequestRateMiddleware: RouterMiddleware {
    /// No limit when nil.
    let rate: RequestRate?

    func handle(
        _ request: Request, context: StorageRequestContext,
        next: (Request, StorageRequestContext) async throws -> Response
    ) async throws -> Response {
        if let rate, let user = context.access?.owner, let seconds = rate.admit(user) {
            throw ServiceError.tooManyRequests(
                "You ask too often; wait a moment.", retryAfter: max(1, Int(seconds.rounded(.up))))
        }
        return try await next(request, context)
    }
}

internal import Hummingbird
internal import Logging

/// Gives every request a name: the caller's `X-Request-Id` if it is sane, a random one otherwise.
struct RequestIDMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: StorageRequestContext,
        next: (Request, StorageRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.requestID = request.headers[.requestID].flatMap(Self.sane) ?? Identifier.random()
        context.logger[metadataKey: "request_id"] = .string(context.requestID)
        var response = try await next(request, context)
        response.headers[.requestID] = context.requestID
        return response
    }

    /// Up to 128 characters that mean nothing to a log, a shell or a header.
    private static func sane(_ text: String) -> String? {
        let isFine = (1...128).contains(text.utf8.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.:/+=@".contains($0)) }
        return isFine ? text : nil
    }
}

internal import Hummingbird

/// Lets in whoever has a playback token for the file in the path.
struct PlaybackMiddleware: RouterMiddleware {
    let tokens: PlaybackTokens

    func handle(
        _ request: Request, context: StorageRequestContext,
        next: (Request, StorageRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let fileID = try context.fileID()
        try tokens.check(context.parameters.get("token") ?? "", for: fileID)
        context.access = .reading(fileID: fileID)
        return try await next(request, context)
    }
}

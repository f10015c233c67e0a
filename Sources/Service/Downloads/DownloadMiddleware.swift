internal import Hummingbird

/// Lets in whoever has a link to the file in the path, and otherwise whoever has a bearer token.
struct DownloadMiddleware: RouterMiddleware {
    let links: DownloadLinks
    let bearer: BearerMiddleware

    func handle(
        _ request: Request, context: StorageRequestContext,
        next: (Request, StorageRequestContext) async throws -> Response
    ) async throws -> Response {
        // A link that has lost its signature is still meant as one.
        let parameters = request.uri.queryParameters
        guard parameters["signature"] != nil || parameters["expires"] != nil else {
            return try await bearer.handle(request, context: context, next: next)
        }
        let fileID = try context.fileID()
        _ = try links.permission(of: request.uri.query ?? "", for: fileID)
        var context = context
        context.access = .reading(fileID: fileID)
        return try await next(request, context)
    }
}

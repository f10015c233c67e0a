internal import Hummingbird
internal import Logging
internal import NIOHTTP1

/// Turns whatever is thrown into a problem document, and writes what the caller is not told into the log.
struct ProblemMiddleware: RouterMiddleware {
    let metrics: ServiceMetrics

    func handle(
        _ request: Request, context: StorageRequestContext,
        next: (Request, StorageRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPParserError {
            // The connection is broken below HTTP: the server ends it, with what `UnreadableRequestAnswer` says.
            throw error
        } catch {
            let failure = PublicFailure(error)
            metrics.refusals.add(1, [failure.code.rawValue])
            if failure.status.kind == .serverError, failure.code != .tooBusy {
                context.logger.error("request failed", metadata: ["error": "\(error)"])
            } else {
                context.logger.debug("request refused", metadata: ["error": "\(error)"])
            }
            let answer = ProblemDocument(failure, requestID: context.requestID).response
            return request.method == .head ? answer.createHeadResponse() : answer
        }
    }
}

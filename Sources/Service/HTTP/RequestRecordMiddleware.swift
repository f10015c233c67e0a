internal import Hummingbird
internal import Logging

/// Counts, times and logs every request.
struct RequestRecordMiddleware: RouterMiddleware {
    let metrics: ServiceMetrics

    func handle(
        _ request: Request, context: StorageRequestContext,
        next: (Request, StorageRequestContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let seconds = (ContinuousClock.now - start).seconds
        let route = context.endpointPath ?? "unknown"
        let status = response.status.code
        metrics.requests.add(1, [request.method.rawValue, route, String(status)])
        metrics.requestSeconds.observe(seconds, [route])
        if let length = response.body.contentLength { metrics.responseBytes.add(Double(length), [route]) }
        context.logger.info(
            "request",
            metadata: [
                "method": "\(request.method)", "route": "\(route)", "status": "\(status)",
                "milliseconds": "\((seconds * 1000).rounded())",
            ])
        return response
    }
}

extension Duration {
    /// As a floating-point number of seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

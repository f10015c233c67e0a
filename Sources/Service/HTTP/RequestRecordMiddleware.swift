internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// Counts, times and logs every request: one line each, when the answer has been written.
struct RequestRecordMiddleware: RouterMiddleware {
    let metrics: ServiceMetrics

    /// What is smaller is written in one go: its line need not wait for that.
    private static let smallBody = 65_536

    func handle(
        _ request: Request, context: StorageRequestContext,
        next: (Request, StorageRequestContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        metrics.requestsRunning.add(1)
        var response: Response
        do { response = try await next(request, context) } catch {
            metrics.requestsRunning.add(-1)
            throw error
        }
        let record = Record(request, response, context, start: start, metrics: metrics)
        record.headIsKnown()
        let body = response.body
        guard body.contentLength ?? .max > Self.smallBody else {
            record.end(isWhole: true)
            return response
        }
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            do {
                try await body.write(writer)
                record.end(isWhole: true)
            } catch {
                record.end(isWhole: false)
                throw error
            }
        }
        return response
    }
}

/// What is recorded of one request.
private struct Record: Sendable {
    let method: String
    let route: String
    let status: Int
    let bytes: Int?
    let received: Int?
    let context: StorageRequestContext
    let start: ContinuousClock.Instant
    let metrics: ServiceMetrics

    init(
        _ request: Request, _ response: Response, _ context: StorageRequestContext, start: ContinuousClock.Instant,
        metrics: ServiceMetrics
    ) {
        method = request.method.rawValue
        route = context.endpointPath ?? "unknown"
        status = response.status.code
        bytes = request.method == .head ? 0 : response.body.contentLength
        received = request.headers[.contentLength].flatMap { Int($0) }
        self.context = context
        self.start = start
        self.metrics = metrics
    }

    func headIsKnown() {
        metrics.requests.add(1, [method, route, String(status)])
        metrics.requestSeconds.observe((ContinuousClock.now - start).seconds, [route])
        if let received { metrics.requestBytes.add(Double(received), [route]) }
    }

    func end(isWhole: Bool) {
        metrics.requestsRunning.add(-1)
        if let bytes, isWhole { metrics.responseBytes.add(Double(bytes), [route]) }
        let milliseconds = ((ContinuousClock.now - start).seconds * 1000).rounded()
        context.logger.info(
            "request",
            metadata: [
                "user": "\(context.notes.user ?? "-")", "method": "\(method)", "route": "\(route)",
                "status": "\(status)", "bytes": "\(bytes.map(String.init) ?? "-")",
                "milliseconds": "\(milliseconds)", "outcome": isWhole ? "whole" : "broken off",
            ])
    }
}

extension Duration {
    /// As a floating-point number of seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes

/// Gives a request that is no HTTP, or whose head is too long, the problem document that every other refusal has.
///
/// Such a request reaches no route: the server answers it with a bare `400` once all requests before it are answered,
/// and closes the connection. This handler knows from the decoder's error that the `400` will come, and puts the
/// document in its place.
final class UnreadableRequestAnswer: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = Never
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let metrics: ServiceMetrics
    private var error: HTTPParserError?

    init(_ metrics: ServiceMetrics) { self.metrics = metrics }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError { self.error = error }
        context.fireErrorCaught(error)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // Answers of routes to earlier requests may still be on their way: they say of what type their content is.
        guard let error, case .head(let head) = unwrapOutboundIn(data),
            head.status == .badRequest, head.headerFields[.contentType] == nil
        else { return context.write(data, promise: promise) }
        self.error = nil
        let requestID = Identifier.random()
        let failure = PublicFailure(error)
        metrics.refusals.add(1, [failure.code.rawValue])
        let document = ProblemDocument(failure, requestID: requestID)
        var answer = HTTPResponse(status: document.status, headerFields: document.headers)
        answer.headerFields[.connection] = "close"
        answer.headerFields[.contentLength] = String(document.body.readableBytes)
        answer.headerFields[.requestID] = requestID
        context.write(wrapOutboundOut(.head(answer)), promise: nil)
        context.write(wrapOutboundOut(.body(document.body)), promise: promise)
    }
}

internal import NIOCore
internal import NIOHTTP1

/// Watches over the bodies of one connection's requests: that they come fast enough, and that what is refused is not
/// read to its end.
///
/// It stands right behind the HTTP decoder. An answer that is given before the body has come says `Connection: close`
/// when much is left; the rest is then dropped for a while, so that the caller can read the answer instead of meeting a
/// reset, and the connection is closed (RFC 9112 section 9.6).
final class RequestBodyGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// What a body may take.
    struct Limits: Sendable {
        /// Bytes a second while the service waits for them; 0 for any.
        var minimumRate: Int64 = 0
        /// How long one body may take; nil for any time.
        var bodyTime: TimeAmount?
        /// How often the rate is looked at.
        var interval = TimeAmount.seconds(10)
        /// What is left of a refused body is read, and the connection kept, if it is no more than this.
        var drainedBytes: Int64 = 262_144
        /// How much is dropped before a connection is closed.
        var lingerBytes: Int64 = 33_554_432
        /// How long a connection stays open for the caller to read its answer.
        var lingerTime = TimeAmount.seconds(5)
        /// How long the service may take to answer that a body was given up.
        var answerTime = TimeAmount.seconds(30)
    }

    private enum Phase { case idle, receiving, answered, lingering }

    private let limits: Limits
    private var phase = Phase.idle
    private var body = BodyProgress()
    private var timer: Scheduled<Void>?

    init(limits: Limits) { self.limits = limits }

    /// Puts a guard behind the decoder of `pipeline`, if there is one.
    static func add(to pipeline: ChannelPipeline, limits: Limits) {
        let operations = pipeline.syncOperations
        guard let decoder = try? operations.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self) else { return }
        try? operations.addHandler(RequestBodyGuard(limits: limits), position: .after(decoder))
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    // MARK: What comes

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        switch part {
        case .head(let head):
            phase = .receiving
            body = BodyProgress(length: head.headers.first(name: "content-length").flatMap { Int64($0) })
            watch(context)
        case .body(let bytes):
            body.add(Int64(bytes.readableBytes))
            guard phase == .lingering else { break }
            if body.received - body.receivedWhenAnswered > limits.lingerBytes { context.close(promise: nil) }
            return
        case .end:
            timer?.cancel()
            if phase == .lingering { return context.close(promise: nil) }
            phase = .idle
        }
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        body.waitBegins()
        context.read()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // Nobody above asks for what is dropped.
        if phase == .lingering { context.read() }
    }

    // MARK: What is answered

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where phase == .receiving && isTooMuchLeft && head.status.code >= 200:
            phase = .answered
            head.headers.replaceOrAdd(name: "connection", value: "close")
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end where phase == .answered:
            phase = .lingering
            body.receivedWhenAnswered = body.received
            context.writeAndFlush(data, promise: promise)
            schedule(in: limits.lingerTime, context) { $1.close(promise: nil) }
            context.read()
        default:
            context.write(data, promise: promise)
        }
    }

    private var isTooMuchLeft: Bool { body.length.map { $0 - body.received > limits.drainedBytes } ?? true }

    // MARK: How fast it comes

    private func watch(_ context: ChannelHandlerContext) {
        guard limits.minimumRate > 0 || limits.bodyTime != nil else { return }
        body.intervalBegins()
        schedule(in: limits.interval, context) { guardian, context in guardian.look(context) }
    }

    private func look(_ context: ChannelHandlerContext) {
        guard phase == .receiving || phase == .answered else { return }
        let isSlow = body.isSlow(minimumRate: limits.minimumRate, interval: limits.interval)
        let isLate = limits.bodyTime.map { body.age > $0 } ?? false
        guard isSlow || isLate else { return watch(context) }
        // Whoever reads the body meets the error and answers; should nobody, the connection is closed all the same.
        context.fireErrorCaught(
            ServiceError(.requestTimeout, isLate ? "The body took too long." : "The body came too slowly."))
        schedule(in: limits.answerTime, context) { $1.close(promise: nil) }
    }

    private func schedule(
        in time: TimeAmount, _ context: ChannelHandlerContext,
        _ work: @escaping (RequestBodyGuard, ChannelHandlerContext) -> Void
    ) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: time) { [self] in work(self, context) }
    }
}

extension RequestBodyGuard.Limits {
    /// As configured.
    init(_ configuration: Configuration) {
        minimumRate = Int64(configuration.minimumBodyRate)
        bodyTime = configuration.bodyTimeout > 0 ? .seconds(Int64(configuration.bodyTimeout)) : nil
        // The rate is looked at before the time is over, so that each limit is met by itself.
        if let bodyTime { interval = min(interval, .nanoseconds(bodyTime.nanoseconds / 2)) }
    }
}

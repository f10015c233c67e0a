internal import NIOCore
internal import NIOHTTP1

/// Holds callers to a pace while their request arrives, so that slow ones cannot keep their places for ever.
///
/// - The head must be whole within `headTimeout` of its first byte, the body within `bodyTimeout` of the head.
/// - The body must bring `minimumRate` bytes a second in every interval of `interval`; time in which the service does not
///   read, because its disk or its codecs are behind, does not count.
/// - A caller that still sends when it has its answer already, and the connection ends with that, is read to the end of
///   its request for at most `lingering`: a reset would take the answer from it, and silence would hold the connection.
///
/// Stands right behind the decoder. Belongs to its channel's event loop.
final class RequestPace: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart

    /// What is demanded. Zero bytes a second demand nothing.
    struct Limits: Sendable {
        var headTimeout: TimeAmount
        var bodyTimeout: TimeAmount
        var interval: TimeAmount
        var minimumRate: Int
        var lingering = TimeAmount.seconds(10)
    }

    private enum Phase {
        /// Nothing of the next request is here.
        case between
        case head
        case body
        /// The request is here; its answer may be under way.
        case whole
        /// The answer is out, and nothing follows it; the rest of the request is dropped.
        case lingering
    }

    private let limits: Limits
    private var phase = Phase.between
    private var timer: Scheduled<Void>?
    /// Of the current interval: bytes that came, and nanoseconds in which they could have come.
    private var received = 0
    private var awaited: Int64 = 0
    /// Since when the service waits for the caller.
    private var asked: NIODeadline?
    /// When the body must be whole.
    private var end = NIODeadline.distantFuture
    /// Whether the answer went out before the request was whole.
    private var isAnswered = false

    init(limits: Limits) { self.limits = limits }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func read(context: ChannelHandlerContext) {
        if asked == nil { asked = context.eventLoop.now }
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        count(until: context.eventLoop.now)
        if phase == .lingering {
            if case .end = unwrapInboundIn(data) { context.close(promise: nil) }
            return
        }
        switch unwrapInboundIn(data) {
        case .head:
            enter(.body)
            isAnswered = false
            end = context.eventLoop.now + limits.bodyTimeout
            judgeLater(context)
        case .body(let bytes): received += bytes.readableBytes
        case .end: enter(isAnswered ? .between : .whole)
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        count(until: context.eventLoop.now)
        // Bytes came, but no part of a request: they are the beginning of a head.
        if phase == .between {
            enter(.head)
            schedule(context, after: limits.headTimeout) { context in context.close(promise: nil) }
        }
        if phase == .lingering { context.read() } else { context.fireChannelReadComplete() }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            isAnswered = true
            if phase == .whole { enter(.between) }
        }
        context.write(data, promise: promise)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode == .output, phase == .body {
            enter(.lingering)
            schedule(context, after: limits.lingering) { context in context.close(promise: nil) }
            context.read()
        }
        context.close(mode: mode, promise: promise)
    }

    private func enter(_ next: Phase) {
        timer?.cancel()
        timer = nil
        phase = next
        (received, awaited) = (0, 0)
    }

    private func count(until now: NIODeadline) {
        if let asked { awaited += (now - asked).nanoseconds }
        asked = nil
    }

    /// Judges one interval after the other until the body is whole.
    private func judgeLater(_ context: ChannelHandlerContext) {
        schedule(context, after: limits.interval) { [self] context in
            let now = context.eventLoop.now
            if let asked {
                awaited += (now - asked).nanoseconds
                self.asked = now
            }
            let wanted = Double(limits.minimumRate) * Double(awaited) / 1e9
            guard Double(received) >= wanted, now < end else { return context.close(promise: nil) }
            (received, awaited) = (0, 0)
            judgeLater(context)
        }
    }

    private func schedule(
        _ context: ChannelHandlerContext, after time: TimeAmount, _ work: @escaping (ChannelHandlerContext) -> Void
    ) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: time) { work(context) }
    }
}

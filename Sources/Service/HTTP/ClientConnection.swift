internal import NIOCore
internal import Synchronization

/// The caller's end of one connection: how fast it is read, whether it is still there, and its wish to be told to go on.
///
/// A handler that computes does not read from the connection, so it would not notice that the caller has gone; this
/// channel handler does, and cancels what runs for it.
final class ClientConnection: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    /// Messages pass by unread.
    typealias InboundIn = Never

    /// Large reads: uploads move faster than with the default's 64 KiB. NIO lets ten of them wait for a slow handler, so
    /// this also bounds the memory of a connection.
    static let receiveBufferSize = 262_144

    private struct State {
        var hasLeft = false
        var nextID = 0
        var watchers: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())
    private let bodyLimits: RequestBodyGuard.Limits

    init(bodyLimits: RequestBodyGuard.Limits = .init()) { self.bodyLimits = bodyLimits }

    func handlerAdded(context: ChannelHandlerContext) {
        RequestBodyGuard.add(to: context.pipeline, limits: bodyLimits)
        let allocator = FixedSizeRecvByteBufferAllocator(capacity: Self.receiveBufferSize)
        // A channel without a socket has no receive buffer to size.
        try? context.channel.syncOptions?.setOption(.recvAllocator, value: allocator)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // A caller that has closed its sending side before the answer counts as gone, as with other servers.
        if case .some(.inputClosed) = event as? ChannelEvent { left() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        left()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        left()
        context.fireErrorCaught(error)
    }

    /// Returns when the caller has gone, or when the waiting task is cancelled.
    func waitUntilGone() async {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.hasLeft || Task.isCancelled { return true }
                    state.watchers[id] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.watchers.removeValue(forKey: id) }?.resume()
        }
    }

    private func left() {
        let watchers = state.withLock { state in
            state.hasLeft = true
            defer { state.watchers = [:] }
            return state.watchers
        }
        for watcher in watchers.values { watcher.resume() }
    }
}

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import NIOHTTP1

extension StorageRequestContext {
    /// Runs `work` and cancels it when the caller goes away; then throws `CancellationError`.
    func cancelledWhenClientLeaves<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        // Requests that a test hands straight to the router come by no connection.
        guard let connection = try? await channel.pipeline.handler(type: ClientConnection.self).get() else {
            return try await work()
        }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                await connection.waitUntilGone()
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let value = first else { throw CancellationError() }
            return value
        }
    }

    /// Tells a caller that waits for it (RFC 9110 section 10.1.1) to send the body.
    func sendContinueIfExpected(by request: Request) {
        guard request.headers[.expect]?.lowercased() == "100-continue" else { return }
        channel.eventLoop.execute { [channel] in
            // The interim answer goes out below the encoder, which frames final answers only.
            let encoder = try? channel.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
            encoder?.writeAndFlush(NIOAny(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
        }
    }
}

import Synchronization
import Hummingbird
import NIOCore
import NIOPosix
import ServiceLifecycle

@testable import Service

/// The whole service listening on a port of its own.
struct LiveService: Sendable {
    let port: Int
    let folder: TemporaryFolder
    let runner: WatchedRunner
    let issuer: TokenIssuer

    /// Serves while `test` runs.
    static func run(
        configure: (inout ServiceConfiguration) -> Void = { _ in }, holding gate: Gate? = nil,
        _ test: @escaping @Sendable (LiveService) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        var configuration = TestService.configuration(folder)
        configure(&configuration)
        let runner = WatchedRunner(gate: gate)
        let service = try await StorageApplication(configuration: configuration, logger: TestService.logger) {
            library in
            runner.attach(library.engine)
        }
        let issuer = try TokenIssuer(configuration: configuration)
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let group = ServiceGroup(
            services: [service.application { listening.yield($0) }], logger: TestService.logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await port in ports {
                do {
                    try await test(LiveService(port: port, folder: folder, runner: runner, issuer: issuer))
                } catch {
                    await group.triggerGracefulShutdown()
                    throw error
                }
                break
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// Speaks raw bytes over a connection of its own, which is closed at the end.
    func connect<Value: Sendable>(_ talk: @Sendable @escaping (RawConnection) async throws -> Value) async throws
        -> Value
    {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let heard = Mutex<Value?>(nil)
        do {
            try await channel.executeThenClose { inbound, outbound in
                let value = try await talk(
                    RawConnection(channel: channel.channel, inbound: inbound, outbound: outbound))
                heard.withLock { $0 = value }
            }
        } catch let error as ChannelError {
            // The other side may have closed the connection that is closed here.
            guard heard.withLock({ $0 != nil }) else { throw error }
        }
        guard let value = heard.withLock({ $0 }) else { throw Unexpected() }
        return value
    }

    /// The head of a request as `user`.
    func head(_ line: String, as user: String = "ada", headers: [String] = []) async throws -> String {
        let token = try await issuer.token(user: user, lifetime: 600)
        return ([line + " HTTP/1.1", "Host: localhost", "Authorization: Bearer \(token)"] + headers)
            .joined(separator: "\r\n") + "\r\n\r\n"
    }
}

/// One connection as a client sees it.
struct RawConnection: Sendable {
    let channel: any Channel
    let inbound: NIOAsyncChannelInboundStream<ByteBuffer>
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    /// Sends text.
    func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    /// Reads until what has come satisfies `isEnough`, or the other side closes; a connection is read by one call only.
    func read(until isEnough: (String) -> Bool) async throws -> String {
        var text = ""
        for try await bytes in inbound {
            text += String(buffer: bytes)
            if isEnough(text) { break }
        }
        return text
    }
}

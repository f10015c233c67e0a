import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import Service

/// On an embedded channel, whose time moves only when a test says so.
@Suite("Callers are held to a pace while their request arrives")
struct RequestPaceTests {
    private let channel = EmbeddedChannel()

    init() throws {
        let limits = RequestPace.Limits(
            headTimeout: .seconds(10), bodyTimeout: .seconds(100), interval: .seconds(20), minimumRate: 100)
        try channel.pipeline.syncOperations.addHandler(RequestPace(limits: limits))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    @Test("A connection on which nothing has come yet stays")
    func silent() {
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
    }

    @Test("A head that does not end is given its time and no more")
    func head() {
        channel.pipeline.fireChannelReadComplete()
        channel.embeddedEventLoop.advanceTime(by: .seconds(9))
        channel.pipeline.fireChannelReadComplete()
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test("A body must bring its bytes in every interval", arguments: [(2000, true), (1999, false)])
    func body(bytes: Int, stays: Bool) throws {
        try begin()
        for _ in 0..<2 {
            channel.read()
            channel.embeddedEventLoop.advanceTime(by: .seconds(10))
            try receive(bytes / 2)
            channel.read()
            channel.embeddedEventLoop.advanceTime(by: .seconds(9))
            try receive(bytes - bytes / 2)
            channel.read()
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        }
        #expect(channel.isActive == stays)
    }

    @Test("Time in which the service does not read is not the caller's")
    func held() throws {
        try begin()
        channel.embeddedEventLoop.advanceTime(by: .seconds(90))
        #expect(channel.isActive)
    }

    @Test("A body that is fast enough still ends in time")
    func long() throws {
        try begin()
        for _ in 0..<99 {
            try receive(1000)
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        }
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test("The answer may take as long as it likes")
    func answering() throws {
        try begin()
        try channel.writeInbound(HTTPServerRequestPart.end(nil))
        channel.read()
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
    }

    @Test("After an answer the next head has its own time")
    func next() throws {
        try begin()
        try channel.writeInbound(HTTPServerRequestPart.end(nil))
        try channel.writeOutbound(HTTPServerResponsePart.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
        channel.pipeline.fireChannelReadComplete()
        channel.embeddedEventLoop.advanceTime(by: .seconds(10))
        #expect(!channel.isActive)
    }

    private func begin() throws {
        try channel.writeInbound(
            HTTPServerRequestPart.head(HTTPRequestHead(version: .http1_1, method: .POST, uri: "/")))
    }

    private func receive(_ count: Int) throws {
        try channel.writeInbound(HTTPServerRequestPart.body(ByteBuffer(repeating: 0, count: count)))
    }
}

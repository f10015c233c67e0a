import Testing

@testable import Pipeline

@Suite struct ChannelTests {
    private let census = Census()

    @Test("Elements come out in the order they went in, and the end follows the last")
    func order() async {
        let channel = Channel<Token>(capacity: 3)
        async let sent: Void = {
            for number in 0..<1000 { #expect(await channel.send(Token(number, census))) }
            channel.finish()
        }()
        var expected = 0
        while let token = await channel.receive() {
            #expect(token.number == expected)
            expected += 1
        }
        await sent
        #expect(expected == 1000)
        #expect(census.alive == 0)
    }

    @Test("A full channel makes its sender wait")
    func bound() async {
        let channel = Channel<Token>(capacity: 2)
        let census = census
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 0..<50 { _ = await channel.send(Token(number, census)) }
                channel.finish()
            }
            while let token = await channel.receive() {
                await Task.yield()
                // Two in the channel, one in the sender's hand, one here.
                #expect(census.alive <= 4, "after \(token.number)")
            }
        }
    }

    @Test("Cancelling tells a waiting sender that nobody listens, and releases what is queued")
    func cancelSender() async {
        let channel = Channel<Token>(capacity: 1)
        #expect(await channel.send(Token(0, census)))
        async let second = channel.send(Token(1, census))
        channel.cancel()
        #expect(await second == false)
        #expect(census.alive == 0)
        #expect(await channel.receive() == nil)
    }

    @Test("Cancelling ends a waiting receiver")
    func cancelReceiver() async {
        let channel = Channel<Token>(capacity: 1)
        async let received = { await channel.receive() == nil }()
        channel.cancel()
        #expect(await received)
    }

    @Test("A channel that is dropped releases what it holds")
    func drop() async {
        do {
            let channel = Channel<Token>(capacity: 4)
            for number in 0..<4 { _ = await channel.send(Token(number, census)) }
            #expect(census.alive == 4)
        }
        #expect(census.alive == 0)
    }
}

import Synchronization
import Testing

@testable import Service

@Suite struct RequestRateTests {
    /// A clock that goes when it is told to.
    private final class Clock: Sendable {
        private let instant = Mutex(ContinuousClock.now)
        var now: ContinuousClock.Instant { instant.withLock { $0 } }
        func advance(_ duration: Duration) { instant.withLock { $0 += duration } }
    }

    private let clock = Clock()

    private func rate(perMinute: Int, burst: Int, capacity: Int = 100) -> RequestRate {
        RequestRate(perMinute: perMinute, burst: burst, capacity: capacity) { [clock] in clock.now }
    }

    @Test func `a burst passes, then as many as the rate gives`() {
        let rate = rate(perMinute: 60, burst: 3)
        for _ in 0..<3 { #expect(rate.admit("a") == nil) }
        #expect(rate.admit("a") == 1)
        clock.advance(.milliseconds(400))
        #expect(abs((rate.admit("a") ?? 0) - 0.6) < 0.001)
        clock.advance(.milliseconds(600))
        #expect(rate.admit("a") == nil)
        #expect(rate.admit("a") != nil)
        clock.advance(.seconds(3600))
        for _ in 0..<3 { #expect(rate.admit("a") == nil) }
        #expect(rate.admit("a") != nil)
    }

    @Test func `each user has a measure of their own`() {
        let rate = rate(perMinute: 1, burst: 1)
        #expect(rate.admit("a") == nil)
        #expect(rate.admit("a") != nil)
        #expect(rate.admit("b") == nil)
    }

    @Test func `memory is bounded, and whoever has paused is forgotten first`() {
        let rate = rate(perMinute: 60, burst: 1, capacity: 10)
        for user in 0..<10 { _ = rate.admit("\(user)") }
        clock.advance(.seconds(2))
        _ = rate.admit("busy")
        #expect(rate.remembered == 1)
        for user in 0..<1000 { _ = rate.admit("\(user)") }
        #expect(rate.remembered <= 10)
    }
}

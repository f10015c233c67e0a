import Foundation

/// Runs blocking work on a thread of its own, so that the cooperative pool stays free for the test.
func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
    }
}

/// Asks `condition` again and again until it yields a value; throws `Unmet` after `seconds`.
func eventually<Value>(
    _ what: String, within seconds: Double = 30, every pause: Duration = .milliseconds(50),
    _ condition: () async throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
        if let value = try await condition() { return value }
        guard ContinuousClock.now < deadline else { throw Unmet(what: what, seconds: seconds) }
        try await Task.sleep(for: pause)
    }
}

/// Something that was waited for did not happen.
struct Unmet: Error, CustomStringConvertible {
    var what: String
    var seconds: Double
    var description: String { "not within \(seconds) s: \(what)" }
}

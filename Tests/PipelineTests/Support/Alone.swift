import Synchronization
import Testing

/// Runs one at a time of the suites that count what the whole process holds: documents, processes, bitmaps.
struct Alone: SuiteTrait, TestScoping {
    /// Who waits; nil while nobody runs.
    private static let queue = Mutex<[CheckedContinuation<Void, Never>]?>(nil)

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        await withCheckedContinuation { continuation in
            let isFree = Self.queue.withLock { queue in
                guard queue == nil else {
                    queue?.append(continuation)
                    return false
                }
                queue = []
                return true
            }
            if isFree { continuation.resume() }
        }
        defer { Self.next()?.resume() }
        try await function()
    }

    private static func next() -> CheckedContinuation<Void, Never>? {
        queue.withLock { queue in
            guard let first = queue?.first else {
                queue = nil
                return nil
            }
            queue?.removeFirst()
            return first
        }
    }
}

extension Trait where Self == Alone {
    /// See `Alone`.
    static var alone: Self { Alone() }
}

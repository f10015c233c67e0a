internal import Synchronization

/// Lets one task at a time do what goes by the same name.
final class Turns: Sendable {
    /// Who waits, by name; a name that is here is taken.
    private let queues = Mutex<[String: [CheckedContinuation<Void, Never>]]>([:])

    /// Runs `work` when all earlier work called `name` has ended.
    func take<Value>(_ name: String, _ work: () async throws -> Value) async rethrows -> Value {
        await withCheckedContinuation { continuation in
            let isFree = queues.withLock { queues in
                queues[name]?.append(continuation)
                defer { if queues[name] == nil { queues[name] = [] } }
                return queues[name] == nil
            }
            if isFree { continuation.resume() }
        }
        defer { pass(name) }
        return try await work()
    }

    private func pass(_ name: String) {
        let next = queues.withLock { queues -> CheckedContinuation<Void, Never>? in
            guard var queue = queues[name], !queue.isEmpty else {
                queues[name] = nil
                return nil
            }
            let next = queue.removeFirst()
            queues[name] = queue
            return next
        }
        next?.resume()
    }
}

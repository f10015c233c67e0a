import Synchronization

/// Holds tasks back until it is opened; waiting ends early when the waiting task is cancelled.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrivals = 0
        var lastID = 0
        var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// How many tasks have come to the gate.
    var arrivals: Int { state.withLock { $0.arrivals } }

    /// Lets everybody through, now and later.
    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values { continuation.resume() }
    }

    /// Waits until the gate is open. Throws `CancellationError`.
    func pass() async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let outcome = state.withLock {
                    state -> (Result<Void, any Error>?, [CheckedContinuation<Void, Never>]) in
                    state.arrivals += 1
                    let arrived = state.watchers.filter { $0.count <= state.arrivals }.map(\.continuation)
                    state.watchers.removeAll { $0.count <= state.arrivals }
                    if Task.isCancelled { return (.failure(CancellationError()), arrived) }
                    if state.isOpen { return (.success(()), arrived) }
                    state.waiting[id] = continuation
                    return (nil, arrived)
                }
                for watcher in outcome.1 { watcher.resume() }
                if let result = outcome.0 { continuation.resume(with: result) }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(throwing: CancellationError())
        }
    }

    /// Waits until `count` tasks have come.
    func waitForArrivals(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.arrivals >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isOver { continuation.resume() }
        }
    }
}

/// Waits until `condition` holds, giving way to other tasks in between; the test's time limit bounds it.
func eventually(_ condition: () async throws -> Bool) async throws {
    while !(try await condition()) {
        try Task.checkCancellation()
        try await Task.sleep(for: .milliseconds(2))
    }
}

internal import Synchronization

/// A bounded number of places for running work and a bounded queue before them; whoever finds both full is refused.
final class Admission: Sendable {
    private struct State {
        var running = 0
        var lastNumber = 0
        var queue: [(number: Int, continuation: CheckedContinuation<Void, any Error>)] = []
    }

    private let limit: Int
    private let queueLimit: Int
    private let work: String
    private let metrics: ServiceMetrics
    private let state = Mutex(State())

    /// Lets `running` pieces of work run and `queued` wait; `work` names them in the metrics.
    init(_ work: String, running: Int, queued: Int, metrics: ServiceMetrics) {
        self.work = work
        limit = max(1, running)
        queueLimit = queued
        self.metrics = metrics
    }

    /// How many pieces of work wait for a place.
    var queuedCount: Int { state.withLock { $0.queue.count } }

    /// Runs `work` when there is a place. Throws `too_busy` at once when the queue is full.
    func run<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        try await enter()
        defer { leave() }
        return try await work()
    }

    /// Runs `work` only when there is a place right now and nobody waits; answers nil otherwise.
    func runIfIdle<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value? {
        let isIdle = state.withLock { state in
            guard state.running < limit, state.queue.isEmpty else { return false }
            state.running += 1
            return true
        }
        guard isIdle else { return nil }
        publish()
        defer { leave() }
        return try await work()
    }

    private func enter() async throws {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome = state.withLock { state -> Result<Void, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.running < limit {
                        state.running += 1
                        return .success(())
                    }
                    guard state.queue.count < queueLimit else {
                        return .failure(ServiceError(.tooBusy, "Too much media work is waiting.", retryAfter: 2))
                    }
                    state.queue.append((number, continuation))
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
                if case .failure(let error as ServiceError) = outcome, error.code == .tooBusy {
                    metrics.encodesRefused.add(1, [work])
                }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                state.queue.firstIndex { $0.number == number }.map { state.queue.remove(at: $0).continuation }
            }
            waiting?.resume(throwing: CancellationError())
        }
        publish()
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            // A place passes straight to the one who has waited longest.
            if !state.queue.isEmpty { return state.queue.removeFirst().continuation }
            state.running -= 1
            return nil
        }
        next?.resume()
        publish()
    }

    private func publish() {
        let (running, queued) = state.withLock { ($0.running, $0.queue.count) }
        metrics.encodesRunning.set(Double(running), [work])
        metrics.encodesQueued.set(Double(queued), [work])
    }
}

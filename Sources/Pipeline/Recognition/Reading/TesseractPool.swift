internal import Synchronization

/// A fixed number of workers, lent to one task each; the others wait in line.
final class TesseractPool: Sendable {
    private struct State {
        var idle: [TesseractWorker]
        var line: [(ticket: Int, continuation: CheckedContinuation<TesseractWorker, any Error>)] = []
        var nextTicket = 0
        var givenUp: Set<Int> = []
    }

    private let state: Mutex<State>

    /// A pool of `workers`.
    init(_ workers: [TesseractWorker]) { state = Mutex(State(idle: workers)) }

    /// Lends a worker to `body`. Throws `CancellationError` when the task is cancelled while it waits.
    func withWorker<Result: Sendable>(
        _ body: @Sendable (TesseractWorker) async throws -> Result
    ) async throws -> Result {
        let worker = try await take()
        defer { put(worker) }
        return try await body(worker)
    }

    /// A worker that nobody has; nil when all are lent. It has to be given back by `put`.
    func takeIdle() -> TesseractWorker? { state.withLock { $0.idle.popLast() } }

    /// Whether somebody waits for a worker.
    var hasLine: Bool { state.withLock { !$0.line.isEmpty } }

    private func take() async throws -> TesseractWorker {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        defer { state.withLock { state in _ = state.givenUp.remove(ticket) } }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<TesseractWorker, any Error>? = state.withLock { state in
                    if state.givenUp.remove(ticket) != nil { return .failure(CancellationError()) }
                    if let worker = state.idle.popLast() { return .success(worker) }
                    state.line.append((ticket, continuation))
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            giveUp(ticket)
        }
    }

    /// Takes `ticket` out of the line; when it is not there yet, it never gets in.
    private func giveUp(_ ticket: Int) {
        let waiting = state.withLock { state in
            if let place = state.line.firstIndex(where: { $0.ticket == ticket }) {
                return state.line.remove(at: place).continuation as CheckedContinuation<TesseractWorker, any Error>?
            }
            state.givenUp.insert(ticket)
            return nil
        }
        waiting?.resume(throwing: CancellationError())
    }

    /// Gives `worker` back, to whoever is first in line.
    func put(_ worker: TesseractWorker) {
        let next = state.withLock { state in
            if !state.line.isEmpty { return state.line.removeFirst().continuation as CheckedContinuation? }
            state.idle.append(worker)
            return nil
        }
        next?.resume(returning: worker)
    }
}

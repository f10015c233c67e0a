internal import Synchronization

/// Lets any number of callers that want the same thing at the same time share one piece of work.
///
/// The work runs until it ends or until the last caller that waits for it has been cancelled; then it is cancelled too.
/// A failure is shared by those who wait and forgotten: the next caller begins afresh.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private typealias Waiter = CheckedContinuation<Value, any Error>

    private struct Flight {
        let number: Int
        var task: Task<Void, Never>?
        var waiters: [Int: Waiter] = [:]
    }

    private enum Entry { case cancelled, joined, began }

    private struct State {
        var flights: [Key: Flight] = [:]
        var lastNumber = 0

        mutating func newNumber() -> Int {
            lastNumber += 1
            return lastNumber
        }
    }

    private let state = Mutex(State())

    init() {}

    /// How many pieces of work are under way.
    var count: Int { state.withLock { $0.flights.count } }

    /// Whether work for `key` is under way.
    func isFlying(_ key: Key) -> Bool { state.withLock { $0.flights[key] != nil } }

    /// How many callers wait for `key`.
    func waiterCount(for key: Key) -> Int { state.withLock { $0.flights[key]?.waiters.count ?? 0 } }

    /// The value for `key`: from work under way, or from `work`. `joined` is called when it is the former.
    func value(
        for key: Key, joined: @Sendable () -> Void = {}, work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let waiter = state.withLock { $0.newNumber() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enter(key, waiter, continuation, joined: joined, work: work)
            }
        } onCancel: {
            leave(key, waiter)
        }
    }

    /// Gives up all work whose key `isMeant`: it is cancelled, and whoever waits for it gets `error`.
    func abandon(throwing error: any Error, where isMeant: (Key) -> Bool) {
        let abandoned = state.withLock { state in
            let keys = state.flights.keys.filter(isMeant)
            return keys.compactMap { state.flights.removeValue(forKey: $0) }
        }
        for flight in abandoned {
            flight.task?.cancel()
            for waiter in flight.waiters.values { waiter.resume(throwing: error) }
        }
    }

    private func enter(
        _ key: Key, _ waiter: Int, _ continuation: Waiter, joined: @Sendable () -> Void,
        work: @escaping @Sendable () async throws -> Value
    ) {
        let entry = state.withLock { state -> Entry in
            // A cancellation that came earlier found no waiter to remove; a later one finds this one.
            if Task.isCancelled { return .cancelled }
            if state.flights[key] != nil {
                state.flights[key]?.waiters[waiter] = continuation
                return .joined
            }
            var flight = Flight(number: state.newNumber(), waiters: [waiter: continuation])
            // The work belongs to all who wait for it and not to the one who came first: it is no child of its task.
            flight.task = Task { [number = flight.number] in
                let result: Result<Value, any Error>
                do { result = .success(try await work()) } catch { result = .failure(error) }
                self.land(key, number, result)
            }
            state.flights[key] = flight
            return .began
        }
        switch entry {
        case .cancelled: continuation.resume(throwing: CancellationError())
        case .joined: joined()
        case .began: break
        }
    }

    private func leave(_ key: Key, _ waiter: Int) {
        let (continuation, abandoned) = state.withLock { state -> (Waiter?, Task<Void, Never>?) in
            guard let continuation = state.flights[key]?.waiters.removeValue(forKey: waiter) else { return (nil, nil) }
            guard state.flights[key]?.waiters.isEmpty == true else { return (continuation, nil) }
            // Whoever comes from now on begins afresh rather than join work that is being given up.
            return (continuation, state.flights.removeValue(forKey: key)?.task)
        }
        abandoned?.cancel()
        continuation?.resume(throwing: CancellationError())
    }

    private func land(_ key: Key, _ number: Int, _ result: Result<Value, any Error>) {
        let waiters = state.withLock { state -> [Waiter] in
            guard state.flights[key]?.number == number else { return [] }
            return state.flights.removeValue(forKey: key).map { Array($0.waiters.values) } ?? []
        }
        for waiter in waiters { waiter.resume(with: result) }
    }
}

internal import Synchronization

/// What one stage has done so far.
public struct StageFigures: Sendable, Equatable {
    /// The stage's name.
    public var name: String
    /// Elements handed on (for a last stage: elements taken).
    public var items = 0
    /// Time spent working.
    public var busy = Duration.zero
    /// Time spent waiting for input or for room downstream.
    public var waiting = Duration.zero
}

/// Counts one stage; shared by its inlets and outlets.
final class StageMeter: Sendable {
    private struct State {
        var items = 0
        var waiting = Duration.zero
        var waitingSince: ContinuousClock.Instant?
        var started: ContinuousClock.Instant?
        var ended: ContinuousClock.Instant?

        mutating func stopWaiting(at now: ContinuousClock.Instant) {
            if let waitingSince { waiting += now - waitingSince }
            waitingSince = nil
        }
    }

    let name: String
    private let state = Mutex(State())

    init(name: String) { self.name = name }

    func start() { state.withLock { $0.started = .now } }
    func end() { state.withLock { $0.ended = .now } }
    func wait() { state.withLock { $0.waitingSince = .now } }
    func resume() { state.withLock { $0.stopWaiting(at: .now) } }
    func produced() {
        state.withLock {
            $0.items += 1
            $0.stopWaiting(at: .now)
        }
    }

    var figures: StageFigures {
        state.withLock { state in
            let now = ContinuousClock.now
            var settled = state
            settled.stopWaiting(at: now)
            let total = state.started.map { (state.ended ?? now) - $0 } ?? .zero
            return StageFigures(
                name: name, items: state.items, busy: max(.zero, total - settled.waiting), waiting: settled.waiting)
        }
    }
}

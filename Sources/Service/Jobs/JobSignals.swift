internal import Synchronization

/// Word passed inside this process so that nobody has to look into the database to notice: new work, cancelled work.
final class JobSignals: Sendable {
    private struct State {
        var running: [String: AsyncStream<Void>.Continuation] = [:]
    }

    /// Rings when there is new work; rings that nobody hears in between count as one.
    let bell: AsyncStream<Void>
    private let rope: AsyncStream<Void>.Continuation
    private let state = Mutex(State())

    init() { (bell, rope) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    /// There is new work.
    func ring() { rope.yield() }

    /// A stream that ends when `job` is cancelled in this process, or when the waiting task is.
    func cancellation(of job: String) -> AsyncStream<Void> {
        let (stream, end) = AsyncStream.makeStream(of: Void.self)
        state.withLock { $0.running[job] = end }
        return stream
    }

    /// `job` runs here no more.
    func forget(_ job: String) { state.withLock { $0.running.removeValue(forKey: job) }?.finish() }

    /// Stops `job` if it runs here.
    func cancel(_ job: String) { forget(job) }
}

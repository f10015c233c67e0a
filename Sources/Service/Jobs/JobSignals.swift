internal import Synchronization

/// Word passed inside this process so that nobody has to look into the database to notice: new work, cancelled work.
final class JobSignals: Sendable {
    /// One holding of one job: the same job may be taken again before its last holder here has noticed that it lost it.
    private struct Holding: Hashable {
        var job: String
        var epoch: Int64
    }

    /// Rings when there is new work; rings that nobody hears in between count as one.
    let bell: AsyncStream<Void>
    private let rope: AsyncStream<Void>.Continuation
    private let running = Mutex<[Holding: AsyncStream<Void>.Continuation]>([:])

    init() { (bell, rope) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    /// There is new work.
    func ring() { rope.yield() }

    /// A stream that ends when `job` is cancelled in this process, or when the waiting task is.
    func cancellation(of job: StoredJob) -> AsyncStream<Void> {
        let (stream, end) = AsyncStream.makeStream(of: Void.self)
        running.withLock { $0[Holding(job: job.id, epoch: job.epoch)] = end }
        return stream
    }

    /// This holding of `job` is over.
    func forget(_ job: StoredJob) {
        running.withLock { $0.removeValue(forKey: Holding(job: job.id, epoch: job.epoch)) }?.finish()
    }

    /// Stops the job `id` if it runs here.
    func cancel(_ id: String) {
        let ended = running.withLock { running in
            let ended = running.filter { $0.key.job == id }
            for holding in ended.keys { running[holding] = nil }
            return ended
        }
        for end in ended.values { end.finish() }
    }
}

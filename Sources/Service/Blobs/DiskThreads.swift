internal import NIOPosix

/// Threads that may wait for the disk, so that the threads which all requests share never do.
///
/// Used as an executor, a task stays on them while it takes bytes from a connection and writes them where it stands:
/// no hop from thread to thread for each buffer, and a disk that is behind holds up uploads alone.
final class DiskThreads: TaskExecutor {
    /// More than there are cores: they mostly wait.
    static let shared = DiskThreads(count: 16)

    private let pool: NIOThreadPool

    private init(count: Int) {
        pool = NIOThreadPool(numberOfThreads: count)
        pool.start()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        submit { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// Runs one piece of slow work some time.
    func submit(_ work: @escaping @Sendable () -> Void) { pool.submit { _ in work() } }

    /// Runs one piece of slow file work: where it stands, for a task that is on these threads anyway.
    func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let isHere = withUnsafeCurrentTask { $0?.unownedTaskExecutor == asUnownedTaskExecutor() }
        return isHere ? try work() : try await pool.runIfActive(work)
    }
}

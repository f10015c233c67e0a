internal import Foundation

/// A fixed number of threads for code that blocks: codecs, demuxers, file reads.
///
/// Work placed on it with `withTaskExecutorPreference` runs there instead of on Swift's cooperative pool, so that a busy
/// codec never keeps an HTTP handler waiting. A stage that waits on a channel gives its thread back, therefore any
/// number of threads makes progress. Jobs of background or utility priority run only when no others wait.
public final class NativeExecutor: TaskExecutor, Sendable {
    /// How many threads there are: the budget for everything native. Codecs run in the thread that calls them and have
    /// none of their own.
    public let threads: Int
    private let queue = JobQueue()

    /// Starts `threads` threads, as many as there are cores when nil; they end when the executor is released.
    public init(threads: Int? = nil) {
        self.threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
        for number in 0..<self.threads {
            let thread = Thread { [queue] in
                // `Thread.name` does not reach the system, where `top -H` and profilers look (proc(5), comm).
                try? Data("native-\(number)".utf8).write(to: URL(fileURLWithPath: "/proc/thread-self/comm"))
                queue.runUntilClosed()
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    /// Whether a thread has nothing to do and no job waits for it. It may be otherwise a moment later.
    public var hasIdleThread: Bool { queue.hasIdleThread }

    deinit { queue.close() }

    /// Queues a job; called by the Swift runtime.
    public func enqueue(_ job: consuming ExecutorJob) {
        let isBackground = job.priority.rawValue < JobPriority(TaskPriority.medium).rawValue
        queue.append(UnownedJob(job), on: asUnownedTaskExecutor(), isBackground: isBackground)
    }
}

/// The jobs that wait for a native thread: two lines, the background line served last.
private final class JobQueue: @unchecked Sendable {  // every field is guarded by `condition`
    private struct Entry {
        let job: UnownedJob
        let executor: UnownedTaskExecutor
    }

    private let condition = NSCondition()
    private var lines: [[Entry]] = [[], []]
    private var heads = [0, 0]
    private var idle = 0
    private var isClosed = false

    var hasIdleThread: Bool {
        condition.lock()
        defer { condition.unlock() }
        return idle > lines[0].count - heads[0] + lines[1].count - heads[1]
    }

    func append(_ job: UnownedJob, on executor: UnownedTaskExecutor, isBackground: Bool) {
        condition.lock()
        lines[isBackground ? 1 : 0].append(Entry(job: job, executor: executor))
        condition.signal()
        condition.unlock()
    }

    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }

    func runUntilClosed() {
        while let entry = next() { entry.job.runSynchronously(on: entry.executor) }
    }

    private func next() -> Entry? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let entry = take(from: 0) ?? take(from: 1) { return entry }
            if isClosed { return nil }
            idle += 1
            condition.wait()
            idle -= 1
        }
    }

    private func take(from line: Int) -> Entry? {
        guard heads[line] < lines[line].count else { return nil }
        let entry = lines[line][heads[line]]
        heads[line] += 1
        if heads[line] == lines[line].count {
            lines[line].removeAll(keepingCapacity: true)
            heads[line] = 0
        } else if heads[line] > 1024 {
            lines[line].removeFirst(heads[line])
            heads[line] = 0
        }
        return entry
    }
}

extension JobPriority {
    fileprivate init(_ priority: TaskPriority) { self.init(rawValue: priority.rawValue) }
}

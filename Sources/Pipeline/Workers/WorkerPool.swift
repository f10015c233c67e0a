internal import Synchronization

/// Worker processes for the pages of documents and for pictures, kept for the next.
///
/// Poppler cannot be interrupted inside a page, nor some codecs inside a picture, and what they are given comes from
/// strangers. In a process of its own, a page that hangs or crashes costs that page: the process is killed, and the next
/// page gets another.
public final class WorkerPool: Sendable {
    private struct Shelf: ~Copyable {
        var processes: [ShelvedProcess] = []
        /// How many have ever been started.
        var started = 0
    }

    /// How long one page or picture may take; its process is killed then.
    let pageTime: Duration
    private let command: WorkerCommand
    private let most: Int
    private let shelf = Mutex(Shelf())

    /// A pool of processes started by `command`, of which up to `most` are kept while they have nothing to do.
    public init(_ command: WorkerCommand, keeping most: Int, pageTime: Duration = .seconds(60)) {
        self.pageTime = pageTime
        self.command = command
        self.most = most
    }

    /// Starts processes until there have been `count`, or as many as are kept: they come up side by side, while whoever will
    /// need them does something else. A pool that has been used has them already. One that cannot be started is left to
    /// `take` to complain about.
    func prepare(_ count: Int) {
        while shelf.withLock({ $0.started < min(count, most) }) {
            guard let process = try? WorkerProcess(command) else { return }
            shelf.withLock { $0.started += 1 }
            give(process)
        }
    }

    /// A process that nobody uses, or a new one. Throws `engine` when it cannot be started.
    func take() throws(MediaError) -> WorkerProcess {
        let kept = shelf.withLock { $0.processes.popLast() }
        if let process = kept?.take() { return process }
        let process = try WorkerProcess(command)
        shelf.withLock { $0.started += 1 }
        return process
    }

    /// Keeps `process`, which answers, for the next who needs one.
    func give(_ process: consuming WorkerProcess) {
        let kept = ShelvedProcess(process)
        shelf.withLock { shelf in
            if shelf.processes.count < most { shelf.processes.append(kept) }
        }
    }
}

/// A process on a shelf: arrays hold no values that have one owner.
private final class ShelvedProcess: Sendable {
    private let process: Mutex<WorkerProcess?>

    init(_ process: consuming WorkerProcess) { self.process = Mutex(process) }

    func take() -> WorkerProcess? { process.withLock { $0.take() } }
}

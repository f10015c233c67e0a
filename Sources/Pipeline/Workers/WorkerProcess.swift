internal import Foundation

/// The sole owner of a worker process; it is killed and waited for when it is released. Used by one task at a time.
struct WorkerProcess: ~Copyable {
    private let process: pid_t
    /// To ask it by.
    let connection: WorkerConnection

    /// Starts `command`, a path and its arguments, with a socket as its standard input and output. Throws `engine` when it
    /// cannot be started.
    init(_ command: WorkerCommand) throws(MediaError) {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw MediaError(.engine, "socketpair", String(cString: strerror(errno)))
        }
        defer { close(ends[1]) }
        let started = command.spawn(stream: ends[1])
        guard started.status == 0 else {
            close(ends[0])
            throw MediaError(.engine, "posix_spawn", String(cString: strerror(started.status)))
        }
        process = started.process
        connection = WorkerConnection(owning: ends[0])
        NativeLedger.processes.add(1)
    }

    deinit {
        kill(process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        NativeLedger.processes.add(-1)
    }
}

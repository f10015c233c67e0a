import Foundation
import Pipeline

/// The program under test, which can be a worker too.
enum WorkerProgram {
    /// Where it has been built beside the tests; nil where it has not.
    static let path: String? = ["storage-service", "lab"].map { "\(Folders.build)/\($0)" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Starts it as a worker that first writes its process's number into the file `note`, one a line.
    static func noting(_ path: String, in note: String) -> WorkerCommand {
        WorkerCommand(
            path: "/bin/sh", arguments: ["-c", #"echo $$ >> "$0"; exec "$1" worker"#, note, path])
    }

    /// The numbers of the processes that were started.
    static func processes(in note: String) -> [pid_t] {
        ((try? String(contentsOfFile: note, encoding: .utf8)) ?? "").split(separator: "\n").compactMap { pid_t($0) }
    }

    /// Processor time that a living process has used; nil when it is gone.
    static func processorTime(of process: pid_t) -> Duration? {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else { return nil }
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

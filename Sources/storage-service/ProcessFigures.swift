internal import Foundation

/// What this process and its workers have used, by proc(5).
enum ProcessFigures {
    /// User and system time, of workers too that have ended.
    static var processorSeconds: Double {
        var usage = rusage()
        getrusage(Int32(RUSAGE_CHILDREN.rawValue), &usage)
        let ended = [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        return processes.reduce(ended) { $0 + processorSeconds(of: $1) }
    }

    /// This process and its children.
    private static var processes: [pid_t] {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        return tasks.reduce(into: [getpid()]) { all, task in
            let text = try? String(contentsOfFile: "/proc/self/task/\(task)/children", encoding: .utf8)
            all += (text ?? "").split(separator: " ").compactMap { pid_t($0) }
        }
    }

    private static func processorSeconds(of process: pid_t) -> Double {
        var (clock, time) = (clockid_t(), timespec())
        guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else { return 0 }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

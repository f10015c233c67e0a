internal import Foundation

/// What this process and its workers use, by proc(5).
enum ProcessFigures {
    /// User and system time, of workers too that have ended.
    static var processorSeconds: Double {
        var usage = rusage()
        getrusage(Int32(RUSAGE_CHILDREN.rawValue), &usage)
        let ended = [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        return processes.reduce(ended) { $0 + processorSeconds(of: $1) }
    }

    /// Bytes of resident memory now: the proportional set sizes added up, in which a page that several of the processes hold
    /// counts once (`smaps_rollup`).
    static var residentBytes: Int {
        processes.reduce(0) { sum, process in
            let text = (try? String(contentsOfFile: "/proc/\(process)/smaps_rollup", encoding: .utf8)) ?? ""
            let line = text.split(separator: "\n").first { $0.hasPrefix("Pss:") }
            let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
            return sum + (kibibytes ?? 0) * 1024
        }
    }

    /// The most that `residentBytes` was, looked at ten times a second until the task is cancelled.
    static func peakUntilCancelled() async -> Int {
        var peak = residentBytes
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(100))
            peak = max(peak, residentBytes)
        }
        return peak
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

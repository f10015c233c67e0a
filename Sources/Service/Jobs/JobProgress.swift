internal import Synchronization

/// Where running work leaves how far it is, as often as it likes; the database is told once in a while.
final class JobProgress: Sendable {
    /// How far a job is.
    struct Report: Equatable, Sendable {
        /// 0…1
        var fraction = 0.0
        /// What is being done.
        var stage = "starting"
        var etaSeconds: Double?
    }

    private let report = Mutex(Report())

    /// The latest report.
    var current: Report { report.withLock { $0 } }

    /// Replaces the report; progress never goes back.
    func update(_ fraction: Double, stage: String, etaSeconds: Double? = nil) {
        report.withLock { report in
            report.fraction = min(1, max(report.fraction, fraction))
            report.stage = stage
            report.etaSeconds = etaSeconds
        }
    }
}

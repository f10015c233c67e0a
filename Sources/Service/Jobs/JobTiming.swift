internal import Pipeline

/// The times that the taking, holding and repeating of jobs go by.
struct JobTiming: Sendable {
    /// How long a job is held without a heartbeat.
    var lease = Duration.seconds(30)
    /// Between two heartbeats.
    var heartbeat = Duration.seconds(1)
    /// Between two unasked looks into the table: for work that other processes queue or drop.
    var poll = Duration.seconds(2)
    /// How often a job is tried; also how many crashes in a row, without progress in between, one job may be near to.
    var maxAttempts = 5
    /// The wait before the second attempt; it doubles with every further one.
    var retryDelay = Duration.seconds(2)
    /// How long a finished job is kept; for ever when nil.
    var retention: Duration? = .seconds(604_800)

    /// The longest wait between two attempts.
    private static let maxRetryDelay = Duration.seconds(300)

    init() {}

    init(_ configuration: Configuration) {
        lease = .seconds(configuration.jobLease)
        maxAttempts = configuration.jobAttempts
        retryDelay = .seconds(configuration.jobRetryDelay)
        retention = configuration.jobRetention > 0 ? .seconds(configuration.jobRetention) : nil
    }

    /// The wait after attempt number `attempt` (from 1) has failed: exponential, with up to a quarter more so that jobs that
    /// failed together do not come back together.
    func delay(afterAttempt attempt: Int64) -> Duration {
        let doublings = Double(1 << min(20, max(0, attempt - 1)))
        return min(Self.maxRetryDelay, retryDelay * doublings) * Double.random(in: 1...1.25)
    }
}

extension JobTiming {
    /// Whether the same work may succeed later: something was busy, full, slow or away. A damaged file stays damaged, and
    /// a codec that fails will fail again.
    static func isWorthRepeating(_ error: any Error) -> Bool {
        if let error = error as? MediaError { return error.code == .inputOutput || error.code == .timedOut }
        switch PublicFailure(error).code {
        case .tooBusy, .unavailable, .storageFull, .timedOut, .upstreamFailed, .internalError: return true
        default: return false
        }
    }
}

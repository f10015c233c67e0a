internal import Synchronization

/// How many requests each user may make: a bucket of tokens for each that fills steadily. Time is the monotonic clock's, so
/// setting the date gives and takes nothing.
final class RequestRate: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: ContinuousClock.Instant
    }

    private let perSecond: Double
    private let burst: Double
    private let capacity: Int
    private let now: @Sendable () -> ContinuousClock.Instant
    private let buckets = Mutex<[String: Bucket]>([:])

    /// `perMinute` requests, and up to `burst` at once. Remembers up to `capacity` users.
    init(
        perMinute: Int, burst: Int, capacity: Int = 100_000,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        perSecond = Double(perMinute) / 60
        self.burst = Double(max(1, burst))
        self.capacity = capacity
        self.now = now
    }

    /// Takes a token of `user`'s. Answers nil, or the seconds until there is one.
    func admit(_ user: String) -> Double? {
        let now = now()
        return buckets.withLock { buckets in
            var bucket = buckets[user] ?? Bucket(tokens: burst, at: now)
            bucket.tokens = tokens(in: bucket, at: now)
            bucket.at = now
            let isAdmitted = bucket.tokens >= 1
            if isAdmitted { bucket.tokens -= 1 }
            if buckets[user] == nil, buckets.count >= capacity { makeRoom(in: &buckets, at: now) }
            buckets[user] = bucket
            return isAdmitted ? nil : (1 - bucket.tokens) / perSecond
        }
    }

    /// How many users are remembered.
    var remembered: Int { buckets.withLock { $0.count } }

    private func tokens(in bucket: Bucket, at now: ContinuousClock.Instant) -> Double {
        min(burst, bucket.tokens + (now - bucket.at).seconds * perSecond)
    }

    /// A full bucket says no more than none. When all users are at it at once, memory comes first.
    private func makeRoom(in buckets: inout [String: Bucket], at now: ContinuousClock.Instant) {
        buckets = buckets.filter { tokens(in: $0.value, at: now) < burst }
        if buckets.count >= capacity { buckets.removeAll() }
    }
}

extension RequestRate {
    /// As configured; nil when there is no limit.
    convenience init?(_ configuration: Configuration) {
        guard configuration.requestsPerMinute > 0 else { return nil }
        self.init(perMinute: configuration.requestsPerMinute, burst: configuration.requestBurst)
    }
}

internal import NIOCore

/// How far the body of a request has come, and how long the service has waited for it.
///
/// Time in which nothing was read, because the disk is slow, is not the caller's.
struct BodyProgress {
    /// Bytes that were announced; nil when that was not said.
    var length: Int64?
    /// Bytes that have come.
    private(set) var received: Int64 = 0
    /// Bytes that had come when the answer was given.
    var receivedWhenAnswered: Int64 = 0

    private let begin = NIODeadline.now()
    private var waitingSince: NIODeadline?
    private var waited = TimeAmount.zero
    private var receivedBefore: Int64 = 0

    init(length: Int64? = nil) { self.length = length }

    /// How long ago the body began.
    var age: TimeAmount { NIODeadline.now() - begin }

    /// The service asks for bytes.
    mutating func waitBegins() {
        if waitingSince == nil { waitingSince = .now() }
    }

    /// Bytes have come.
    mutating func add(_ count: Int64) {
        received += count
        waitEnds()
    }

    /// Begins to measure anew.
    mutating func intervalBegins() {
        waited = .zero
        receivedBefore = received
        if waitingSince != nil { waitingSince = .now() }
    }

    /// Whether less than `minimumRate` bytes a second have come while the service waited for most of an `interval`.
    mutating func isSlow(minimumRate: Int64, interval: TimeAmount) -> Bool {
        let isWaiting = waitingSince != nil
        waitEnds()
        if isWaiting { waitBegins() }
        guard waited.nanoseconds * 2 >= interval.nanoseconds else { return false }
        let seconds = Double(waited.nanoseconds) / 1e9
        return Double(received - receivedBefore) < Double(minimumRate) * seconds
    }

    private mutating func waitEnds() {
        guard let since = waitingSince else { return }
        waited = waited + (NIODeadline.now() - since)
        waitingSince = nil
    }
}

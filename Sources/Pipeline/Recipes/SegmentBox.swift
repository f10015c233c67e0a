internal import Synchronization

/// Carries the one result of a graph out of it.
final class SegmentBox: Sendable {
    private let segment = Mutex<Segment?>(nil)

    func put(_ value: Segment) { segment.withLock { $0 = value } }
    func take() -> Segment? { segment.withLock { $0.take() } }
}

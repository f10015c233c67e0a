internal import Synchronization

/// Counts decoded pictures while a graph runs.
final class PictureCounter: Sendable {
    private let count = Atomic<Int>(0)
    private let report: @Sendable (Int) -> Void

    /// `report` is called with the count now and then, from a native thread.
    init(report: @escaping @Sendable (Int) -> Void = { _ in }) { self.report = report }

    /// Counts one more.
    func add() {
        let total = count.add(1, ordering: .relaxed).newValue
        if total % 8 == 0 { report(total) }
    }
}

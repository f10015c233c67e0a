internal import Synchronization

/// Counts the worker processes that are alive, so that tests can prove that none is left behind.
public enum WorkerLedger {
    private static let count = Atomic<Int>(0)

    /// Processes that have not been ended.
    public static var processes: Int { count.load(ordering: .relaxed) }

    static func process(_ change: Int) { count.add(change, ordering: .relaxed) }
}

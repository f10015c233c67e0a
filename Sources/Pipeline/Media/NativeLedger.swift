internal import Synchronization

/// Counts the native objects that are alive, so that tests can prove that none leaks. Whoever owns objects of a kind adds
/// its count here.
public enum NativeLedger {}

/// How many objects of one kind are alive, in the whole process.
public struct LiveCount: ~Copyable, Sendable {
    private let value = Atomic<Int>(0)

    /// Those that have not been released.
    public var now: Int { value.load(ordering: .relaxed) }

    /// Says that one has been made, or with -1 that one has been released.
    func add(_ change: Int) { value.add(change, ordering: .relaxed) }
}

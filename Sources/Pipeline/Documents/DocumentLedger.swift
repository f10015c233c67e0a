internal import Synchronization

/// Counts the native objects of documents that are alive, so that tests can prove that none leaks.
public enum DocumentLedger {
    private static let documentCount = Atomic<Int>(0)
    private static let surfaceCount = Atomic<Int>(0)

    /// Documents that have not been released.
    public static var documents: Int { documentCount.load(ordering: .relaxed) }
    /// Surfaces that have not been released.
    public static var surfaces: Int { surfaceCount.load(ordering: .relaxed) }

    static func document(_ change: Int) { documentCount.add(change, ordering: .relaxed) }
    static func surface(_ change: Int) { surfaceCount.add(change, ordering: .relaxed) }
}

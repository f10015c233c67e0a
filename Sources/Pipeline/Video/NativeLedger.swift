internal import Synchronization

/// Counts the native objects that are alive, so that tests can prove that none leaks.
public enum NativeLedger {
    private static let frameCount = Atomic<Int>(0)
    private static let packetCount = Atomic<Int>(0)

    /// Frames that have not been released.
    public static var frames: Int { frameCount.load(ordering: .relaxed) }
    /// Packets that have not been released.
    public static var packets: Int { packetCount.load(ordering: .relaxed) }

    static func frame(_ change: Int) { frameCount.add(change, ordering: .relaxed) }
    static func packet(_ change: Int) { packetCount.add(change, ordering: .relaxed) }
}

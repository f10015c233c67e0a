internal import Synchronization

/// Counts the native objects of recognition that are alive, so that tests can prove that none leaks.
public enum RecognitionLedger {
    private static let bitmapCount = Atomic<Int>(0)
    private static let monitorCount = Atomic<Int>(0)

    /// Bitmaps that have not been released.
    public static var bitmaps: Int { bitmapCount.load(ordering: .relaxed) }
    /// Monitors of recognitions that have not been released.
    public static var monitors: Int { monitorCount.load(ordering: .relaxed) }

    static func bitmap(_ change: Int) { bitmapCount.add(change, ordering: .relaxed) }
    static func monitor(_ change: Int) { monitorCount.add(change, ordering: .relaxed) }
}

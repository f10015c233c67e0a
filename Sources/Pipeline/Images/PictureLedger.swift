internal import Synchronization

/// Counts libvips images that are alive, so that tests can prove that none leaks.
public enum PictureLedger {
    private static let counter = Atomic<Int>(0)

    /// Images that have not been released.
    public static var pictures: Int { counter.load(ordering: .relaxed) }
    /// Bytes that libvips holds for pixels.
    public static var pixelBytes: Int { Vips.trackedBytes }

    static func count(_ change: Int) { counter.add(change, ordering: .relaxed) }
}

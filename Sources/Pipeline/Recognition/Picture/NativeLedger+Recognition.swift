extension NativeLedger {
    /// Bitmaps that have not been released.
    public static let bitmaps = LiveCount()
    /// Monitors of recognitions that have not been released.
    public static let monitors = LiveCount()
}

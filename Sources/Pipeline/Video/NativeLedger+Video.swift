extension NativeLedger {
    /// Frames that have not been released.
    public static let frames = LiveCount()
    /// Packets that have not been released.
    public static let packets = LiveCount()
}

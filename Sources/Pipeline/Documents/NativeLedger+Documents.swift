extension NativeLedger {
    /// Documents that have not been released.
    public static let documents = LiveCount()
    /// Surfaces that have not been released.
    public static let surfaces = LiveCount()
}

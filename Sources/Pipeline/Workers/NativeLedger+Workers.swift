extension NativeLedger {
    /// Worker processes that have not been ended.
    public static let processes = LiveCount()
}

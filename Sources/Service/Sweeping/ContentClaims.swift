/// Knows contents that are somebody's: those of files, or of uploads that will become files.
protocol ContentClaims: Sendable {
    /// Those of `contents` that must stay.
    func claimed(among contents: [String]) async throws -> Set<String>
}

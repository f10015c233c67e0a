/// Knows contents that are somebody's: those of files, or of uploads that will become files.
protocol ContentClaims: Sendable {
    /// Those of `contents` that must stay.
    func claimed(among contents: [String]) async throws -> Set<String>
}

/// Claims contents, and can name all that it claims.
protocol ListedClaims: ContentClaims {
    /// The next `limit` claimed contents after `content`, in order.
    func contents(after content: String, limit: Int) async throws -> [String]
}

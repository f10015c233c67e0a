/// What one user may hold at a time; `unlimited` for what is not limited.
struct QuotaLimits: Sendable, Equatable {
    /// No limit.
    static let unlimited = Int64.max

    /// Bytes of files and of chunked uploads under way; a copy counts as much as its original.
    var bytes = unlimited
    /// Files, and chunked uploads that will become files.
    var files = unlimited
    /// Chunked uploads under way.
    var uploads = unlimited

    init() {}

    /// As configured, where 0 means unlimited.
    init(_ configuration: Configuration) {
        func limit(_ value: Int) -> Int64 { value > 0 ? Int64(value) : Self.unlimited }
        bytes = limit(configuration.quotaBytes)
        files = limit(configuration.quotaFiles)
        uploads = limit(configuration.maxUploadsPerUser)
    }
}

/// What one user holds.
struct Usage: Sendable, Equatable {
    /// Bytes of files.
    var bytes: Int64 = 0
    var files: Int64 = 0
    /// Chunked uploads under way.
    var uploads: Int64 = 0
    /// Bytes that those will take.
    var reservedBytes: Int64 = 0
}

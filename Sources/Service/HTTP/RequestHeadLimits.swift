internal import Hummingbird
internal import HummingbirdCore

/// How long the head of a request may be.
enum RequestHeadLimits {
    /// Bytes of the request line, and of each field.
    static let fieldBytes = 16_384
    /// Bytes of everything before the body.
    static let headBytes = 65_536
    /// Number of fields.
    static let fields = 100

    static let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
        maxHeaderFieldSize: fieldBytes, maxHeaderListSize: headBytes, maxHeaderFieldCount: fields)
}

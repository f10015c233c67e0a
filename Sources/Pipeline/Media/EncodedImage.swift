/// A finished picture as a file.
public struct EncodedImage: Sendable {
    /// The file's bytes.
    public let bytes: [UInt8]
    /// The media type, such as `image/jpeg`.
    public let contentType: String
    /// Pixels across.
    public let width: Int
    /// Pixels down.
    public let height: Int
}

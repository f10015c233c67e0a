/// How much is looked at and made when a document is written anew to be read faster.
enum UnpackingLimits {
    /// Bytes of a document; a longer one is mostly pictures, which gain nothing.
    static let documentBytes = 32 << 20
    /// Bytes that are added to it, and that may be unpacked to know its objects: a second of reading each.
    static let unpackedBytes = 64 << 20
    /// Bytes of one object.
    static let objectBytes = 1 << 20
    /// Objects that pages lead to.
    static let objects = 200_000
}

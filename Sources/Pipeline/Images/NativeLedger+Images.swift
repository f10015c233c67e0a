extension NativeLedger {
    /// Images of libvips that have not been released.
    public static let pictures = LiveCount()
    /// Decoders of libjpeg that have not been released.
    public static let decoders = LiveCount()
    /// Pictures of decoders that are kept or in use.
    public static let decodedPictures = LiveCount()
    /// Bytes that libvips holds for pixels.
    public static var pixelBytes: Int { Vips.trackedBytes }
}

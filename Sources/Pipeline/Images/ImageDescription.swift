/// What there is to know about an image file.
public struct ImageDescription: Codable, Hashable, Sendable {
    /// By its first bytes.
    public var format: ImageFormat
    /// Pixels across, upright.
    public var width: Int
    /// Pixels down, upright.
    public var height: Int
    /// Pages of a document, frames of an animation, 1 for a single picture.
    public var pages: Int
    /// Whether the pages follow each other in time.
    public var isAnimated: Bool
    /// Seconds that an animation takes once; nil for what does not move.
    public var duration: Double?
    /// How often an animation is shown, 0 for ever; nil for what does not move.
    public var loops: Int?
    /// Whether pixels can be transparent.
    public var hasAlpha: Bool
    /// What the samples mean.
    public var colour: ColourModel
    /// Bits of a sample as decoded: 8, 16 or 32.
    public var bitsPerSample: Int
    /// Whether the file says by an ICC profile which colours are meant.
    public var hasProfile: Bool
    /// The Exif orientation of the stored pixels, 1…8; width and height have been turned already.
    public var orientation: Int
    /// A placeholder to be shown until the picture has come, 4 × 3 components of <https://blurha.sh>.
    public var blurHash: String

    init(_ header: ImageHeader, blurHash: String) {
        format = header.format
        width = header.size.width
        height = header.size.height
        pages = header.pages
        isAnimated = header.isAnimated
        duration = header.isAnimated ? Double(header.delays.reduce(0, +)) / 1000 : nil
        loops = header.isAnimated ? header.loops : nil
        hasAlpha = header.hasAlpha
        colour = header.colour
        bitsPerSample = header.sampleSize * 8
        hasProfile = header.hasProfile
        orientation = header.orientation.rawValue
        self.blurHash = blurHash
    }
}

/// The `media` object of a file: what was probed, in a person's terms.
public struct MediaDescription: Codable, Sendable, Equatable {
    /// The broad kinds of file.
    public enum Kind: String, Codable, Sendable { case image, video, audio, document, other }
    /// The broad kind.
    public var kind: Kind
    /// Shown pixels across, after rotation and pixel aspect.
    public var width: Int?
    /// Shown pixels down, after rotation and pixel aspect.
    public var height: Int?
    /// Seconds.
    public var duration: Double?
    /// Mean frames per second.
    public var frameRate: Double?
    /// How far the stored picture is turned clockwise for showing: 0, 90, 180 or 270 degrees.
    public var rotation: Int?
    /// The codec's usual name, such as `h264`.
    public var videoCodec: String?
    /// The codecs of all audio tracks.
    public var audioCodecs: [String]?
    /// The container's short name, such as `mov`, or the format of an image, such as `jpeg`.
    public var container: String?
    /// Pages of a document, pages or frames of an image.
    public var pages: Int?
    /// Whether the frames of an image follow each other in time.
    public var isAnimated: Bool?
    /// Whether pixels of an image can be transparent.
    public var hasAlpha: Bool?
    /// What the samples of an image mean.
    public var colourSpace: String?
    /// A placeholder for an image until it has come (<https://blurha.sh>).
    public var blurHash: String?
    /// Whether a document opens with a password only.
    public var needsPassword: Bool?

    /// A description with nothing but a kind.
    public init(kind: Kind) { self.kind = kind }
}

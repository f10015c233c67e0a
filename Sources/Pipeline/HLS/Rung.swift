/// One quality of the ladder, described before any of it exists.
public struct Rung: Sendable, Equatable {
    /// `720p`, or `audio` for a source without pictures. Part of URLs.
    public var name: String
    /// Pixels across; 0 for sound alone.
    public var width: Int
    /// Pixels down; 0 for sound alone.
    public var height: Int
    /// The rate that the encoder keeps below in the long run, bits per second of video; 0 for a copy or sound alone.
    public var videoRate: Int
    /// The highest rate of any segment, bits per second (RFC 8216, 4.3.4.2, BANDWIDTH): measured for a copy, else the
    /// bound that the encoder's buffer model gives.
    public var bandwidth: Int
    /// The mean rate over all segments, measured or bounded likewise.
    public var averageBandwidth: Int
    /// The RFC 6381 `codecs` parameter.
    public var codecs: String
    /// Frames per second, 0 for sound alone.
    public var frameRate: Double
    /// H.264 `level_idc`, ten times the level's name; 0 for sound alone.
    public var level: Int
    /// Whether the source's video is copied, not encoded.
    public var isCopy: Bool
}

/// The settings of the video encoder, the same for every rung.
public enum EncodingSettings {
    /// libx264's preset.
    public static let preset = "veryfast"
    /// libx264's constant rate factor; the buffer model below caps what it may spend.
    public static let constantRateFactor = 23
    /// The decoder buffer, seconds at the rung's rate (ITU-T H.264, annex C).
    public static let bufferSeconds = 1.0
    /// How full the buffer is assumed to be when a group of pictures begins. Every group starts afresh, so this is also
    /// what a group may borrow from the one before it.
    public static let initialBufferFill = 0.5
    /// AAC-LC, bits per second.
    public static let audioRate = 128_000
    /// Samples per second of encoded sound.
    public static let audioSampleRate = 48_000
}

/// How much a file may ask for before it is refused. The numbers are far above real lectures and far below what would
/// harm the machine.
enum MediaLimits {
    /// Pixels of one picture: 8K with a margin.
    static let pixels: Int64 = 40_000_000
    /// Listing a file's packets: far more than the reading of any accepted file takes.
    static let probeTime = Duration.seconds(120)
    /// Making one segment or still: a thousand times what a second of video takes, for slow machines under load.
    static let segmentTime = Duration.seconds(300)
    /// The longest side of a shown picture, pixels.
    static let side = 16_384
    /// Seconds of media: a day.
    static let duration = 86_400.0
    /// Seconds that any time in a file may be from zero. Broadcast clocks start anywhere within 26.5 hours.
    static let clock = 864_000.0
    /// Packets of the chosen streams: a day of 60 frames a second with audio.
    static let packets = 10_000_000
    /// Raw pictures that may wait for the encoders of one rung, bytes.
    static let waitingPictures = 512 << 20
    /// Top-level boxes of an ISO base media file: a fragment a second for two weeks.
    static let boxes = 2_500_000
}

/// How much a file may ask for before it is refused. The numbers are far above real lectures and far below what would
/// harm the machine.
enum MediaLimits {
    /// Pixels of one picture: 8K with a margin.
    static let pixels: Int64 = 40_000_000
    /// Listing a file's packets: far more than the reading of any accepted file takes.
    static let probeTime = Duration.seconds(120)
    /// Making one segment or still: a thousand times what a second of video takes, for slow machines under load.
    static let segmentTime = Duration.seconds(300)
    /// Packets of the chosen streams: over 48 hours of 60 frames a second with audio.
    static let packets = 20_000_000
    /// Top-level boxes of an ISO base media file: a fragment a second for two weeks.
    static let boxes = 2_500_000
}

/// How much a file may ask for before it is refused. The numbers are far above real lectures and far below what would
/// harm the machine.
enum MediaLimits {
    /// Pixels of one picture: 8K with a margin.
    static let pixels: Int64 = 40_000_000
    /// Packets of the chosen streams: over 48 hours of 60 frames a second with audio.
    static let packets = 20_000_000
    /// Top-level boxes of an ISO base media file: a fragment a second for two weeks.
    static let boxes = 2_500_000
}

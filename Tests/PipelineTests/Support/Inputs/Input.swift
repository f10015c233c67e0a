import Testing

/// One input of the conformance tests, and what must come of it.
struct Input: Sendable, CustomTestStringConvertible {
    /// How much of a source the tests look at.
    enum Extent: Sendable {
        /// Every segment of every rung.
        case whole
        /// The ends and the middle, for a source so long that the whole would take minutes.
        case sampled
    }

    /// The file's name.
    var name: String
    /// The file's path.
    var path: String
    /// The names of the rungs, best last.
    var rungs: [String]
    /// Upright, with square pixels; 0 x 0 for sound alone.
    var shown: (width: Int, height: Int)
    /// The accepted durations, seconds.
    var duration: ClosedRange<Double>
    /// The source's picture stream; nil for sound alone.
    var video: Int?
    /// The source's sound stream; nil when there is none.
    var audio: Int?
    /// How much of it is tested.
    var extent: Extent
    /// Whether colours can be compared with the source's: not after tone mapping.
    var keepsColours: Bool

    var testDescription: String { name }

    /// Names an input. A duration is accepted when it is within half a frame of 25/s of `seconds`.
    init(
        _ path: String, _ rungs: [String], _ width: Int, _ height: Int, _ seconds: ClosedRange<Double>,
        video: Int? = 0, audio: Int? = 1, extent: Extent = .whole, keepsColours: Bool = true
    ) {
        self.name = path.split(separator: "/").last.map(String.init) ?? path
        self.path = path
        self.rungs = rungs
        self.shown = (width, height)
        self.duration = seconds.lowerBound - 0.02...seconds.upperBound + 0.02
        self.video = video
        self.audio = audio
        self.extent = extent
        self.keepsColours = keepsColours
    }
}

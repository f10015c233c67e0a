internal import Pipeline

/// Which still picture of a file is wanted.
struct StillWish: Equatable, Sendable {
    /// Seconds from the beginning of a video; nil chooses a representative picture.
    var time: Double?
    /// Pixels across.
    var width: Int?
    var format: StillFormat
}

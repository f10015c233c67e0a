/// What reading one picture may cost.
enum RecognitionLimits {
    /// Reading one page: a hundred times what an ordinary one takes, for dense pages on busy machines.
    static let pageTime = Duration.seconds(120)
    /// Reading one document: hours of work are cut into ranges of pages.
    static let documentTime = Duration.seconds(3600)
    /// Pixels that a part of a page is drawn with.
    static let drawnPixels = 16_000_000
    /// Pixels of what the recogniser is given at a time. Larger pictures are read at a smaller scale: a poster's letters
    /// are large.
    static let readPixels = 16_000_000
    /// Pixels on the longer side of the picture that the layout is taken from.
    static let lookSide = 1_800
    /// Connected parts of the page; more is a halftone or noise, and the largest ones are looked at.
    static let components = 40_000
    /// Languages read at once: each one is another network run over every line.
    static let languages = 4
    /// Language sets that one worker keeps loaded, about 20 MiB each.
    static let loadedSets = 2
    /// Dots per inch that a page is drawn with at most when it is to be read fast: enough for letters of 6 points.
    static let fastDotsPerInch = 200.0
}

extension RecognitionOptions.Effort {
    /// Dots per inch that a page is drawn with at most.
    var dotsPerInch: Double { self == .fast ? RecognitionLimits.fastDotsPerInch : .infinity }
}

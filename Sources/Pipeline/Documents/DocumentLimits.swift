/// How much a document may ask for before it is refused or, where that is enough, made smaller.
enum DocumentLimits {
    /// Bytes of a document, which is held in memory while it is worked on.
    static let bytes: Int64 = 512 << 20
    /// Bytes of a document that a worker without work may go on holding.
    static let keptBytes = 32 << 20
    /// Pages that are read of a document before it is written anew to be read faster: some, and one in so many of all.
    static let packedPages = (some: 3, share: 32)
    /// Pages that are looked at: far more than any book has.
    static let pages = 10_000
    /// Points of a page's longer side: the 200 inches that PDF allows (ISO 32000-1, annex C.2), with a margin for
    /// `UserUnit`.
    static let side = 144_000.0
    /// Pixels of a page rendered to be recognised; larger pages are rendered at fewer dots per inch.
    static let renderedPixels = 36_000_000
    /// Pixels that are drawn at once: a page with more is drawn in bands, between which the work can end.
    static let bandPixels = 12_000_000
    /// Pixels of a picture that is drawn: poster size. Poppler holds it in 4 bytes a pixel.
    static let picturePixels = 100_000_000
    /// Pixels of the longer side of a picture from which on Poppler shrinks it while it is decoded, as cairo could not hold
    /// it; such a picture is drawn whatever its size.
    static let shrunkSide = 32_767
    /// Characters of one page: a page full of the smallest print has a tenth.
    static let characters = 500_000
    /// Pictures of one page that are looked at; the others are taken for part of the drawing.
    static let pictures = 4096
    /// Reading or rendering one page.
    static let pageTime = Duration.seconds(60)
    /// Reading all pages of a document, a fraction of `pageTime` each.
    static let documentTime = Duration.seconds(1800)
    /// Dots per inch that can be asked for.
    static let resolutions = 1.0...2400.0
}

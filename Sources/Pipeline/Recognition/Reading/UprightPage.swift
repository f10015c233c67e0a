/// A page turned by quarters and made level, and the pieces of text on it.
///
/// Any number of threads may cut excerpts out of it at once: its bitmap is only read from.
final class UprightPage: @unchecked Sendable {  // nothing is written, and nothing counts references to the bitmap
    /// The columns, cut into pieces, in reading order, in level coordinates of the look.
    let pieces: [TextRegion]
    /// The height that most letters have, pixels of the look.
    let letterHeight: Int
    private let level: LevelPage
    let lookScale: Double

    /// `page`, of which `look` was taken, turned clockwise by `quarters`; nil where it then has no text.
    init?(_ page: borrowing Bitmap, _ look: PageLook, quarters: Int) throws {
        var look = look
        for _ in 0..<quarters { look = look.turnedClockwise() }
        guard let layout = PageLayout(look.components, width: look.width, height: look.height) else { return nil }
        let cutter = RegionPieces(letterHeight: layout.letterHeight)
        pieces = layout.regions.flatMap(cutter.pieces)
        letterHeight = layout.letterHeight
        lookScale = look.scale
        level = try LevelPage(try page.turnedClockwise(quarters: quarters), layout.field, scale: look.scale)
    }

    /// The level page.
    var bitmap: Bitmap { _read { yield level.bitmap } }
    /// From it back to the turned one.
    var placement: LevelPlacement { level.placement }

    /// The picture of `piece`.
    func excerpt(_ piece: TextRegion) throws(MediaError) -> RegionExcerpt {
        try RegionExcerpt(level.bitmap, piece, letterHeight: letterHeight, lookScale: lookScale)
    }
}

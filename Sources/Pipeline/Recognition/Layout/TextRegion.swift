/// A part of a page that holds one column of text, in level coordinates of the look.
struct TextRegion {
    /// Around the text.
    var box: Component
    /// What it holds.
    var chains: [PlacedChain]
    /// Whether text goes on above, so that nothing over the box may be looked at.
    var isCutAbove = false
    /// Whether text goes on below.
    var isCutBelow = false
    /// Whether it begins within a paragraph.
    var continuesParagraph = false

    /// The region of `chains`; nil when there are none.
    init?(_ chains: [PlacedChain]) {
        guard let box = chains.map(\.box).box else { return nil }
        self.box = box
        self.chains = chains
    }

    /// The region with those of `strays` (page numbers, single letters) that stand above or below it within a few lines.
    func taking(_ strays: [PlacedChain], letterHeight: Int) -> TextRegion {
        var region = self
        let near = strays.filter { stray in
            stray.box.x >= box.x - letterHeight && stray.box.right <= box.right + letterHeight
                && 3 * stray.box.height >= 2 * letterHeight && stray.box.height <= 2 * letterHeight
                && stray.letters.count >= 2
        }
        for _ in 0..<2 {
            for stray in near
            where stray.box.bottom > region.box.y - 6 * letterHeight
                && stray.box.y < region.box.bottom + 6 * letterHeight
            {
                let top = min(region.box.y, stray.box.y)
                region.box.height = max(region.box.bottom, stray.box.bottom) - top
                region.box.y = top
            }
        }
        return region
    }
}

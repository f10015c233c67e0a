/// Where the text of a look stands: how it slopes, and the regions to read one after the other.
struct PageLayout {
    /// The height that most letters have, pixels of the look.
    let letterHeight: Int
    /// How lines of text slope.
    let field: SlopeField
    /// Parts of the page that hold one column of text each, in reading order, in level coordinates.
    let regions: [TextRegion]

    /// The layout of text that lies roughly upright; nil where there is none.
    init?(_ look: PageLook) {
        guard let size = LetterSize.dominant(in: look.components, pageHeight: look.height) else { return nil }
        let chains = ChainFinder(look.components, letterHeight: size).chains()
        guard Self.isText(chains) else { return nil }
        letterHeight = size
        field = SlopeField(chains, letterHeight: size, width: look.width, height: look.height)
        let placement = LevelPlacement(field: field, width: Double(look.width), height: Double(look.height), scale: 1)
        let placed = chains.map { PlacedChain($0, placement) }
        let text = placed.filter { $0.letters.count >= 3 }
        let strays = placed.filter { $0.letters.count < 3 }
        regions = ColumnFinder(letterHeight: size).regions(of: text).map { $0.taking(strays, letterHeight: size) }
        if regions.isEmpty { return nil }
    }

    /// Whether `chains` come from text rather than from grain or a halftone: where there are many letters, half of them
    /// and more follow each other five at a time and most of these stand on lines.
    private static func isText(_ chains: [TextChain]) -> Bool {
        let all = chains.reduce(0) { $0 + $1.letters.count }
        let long = chains.filter { $0.letters.count >= 5 }
        let chained = long.reduce(0) { $0 + $1.letters.count }
        let standing = long.reduce(0.0) { $0 + $1.steadiness * Double($1.letters.count) }
        return all < 60 || (2 * chained >= all && standing >= 0.62 * Double(chained))
    }
}

/// A chain whose letters have been moved up or down so that the page's lines are level.
struct PlacedChain {
    /// The letters in level coordinates.
    let letters: [Component]
    /// Around them.
    let box: Component

    init(_ chain: TextChain, _ placement: LevelPlacement) {
        letters = chain.letters.map { letter in
            var moved = letter
            let drop = placement.drop(x: Double(letter.doubleCentreX) / 2, y: Double(letter.bottom))
            moved.y -= Int(drop.rounded())
            return moved
        }
        box = letters.box ?? Component(x: 0, y: 0, width: 0, height: 0)
    }
}

/// A part of a page that holds one column of text, in level coordinates of the look.
struct TextRegion {
    /// Around the text.
    var box: Component
    /// What it holds.
    var chains: [PlacedChain]

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

extension [Component] {
    /// The smallest box around all; nil when there is none.
    var box: Component? {
        guard let left = map(\.x).min(), let top = map(\.y).min(), let right = map(\.right).max(),
            let bottom = map(\.bottom).max()
        else { return nil }
        return Component(x: left, y: top, width: right - left, height: bottom - top)
    }
}

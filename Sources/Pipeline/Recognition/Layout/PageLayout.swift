/// Where the text of a look stands: how it slopes, and the regions to read one after the other.
struct PageLayout {
    /// The height that most letters have, pixels of the look.
    let letterHeight: Int
    /// How lines of text slope.
    let field: SlopeField
    /// Parts of the page that hold one column of text each, in reading order, in level coordinates.
    let regions: [TextRegion]

    /// The layout of the text on a look of `width` × `height` pixels, whose ink consists of `components`, when it lies
    /// roughly upright; nil where there is none.
    init?(_ components: [Component], width: Int, height: Int) {
        guard let size = LetterSize.dominant(in: components, pageHeight: height) else { return nil }
        let chains = ChainFinder(components, letterHeight: size).chains()
        guard Self.isText(chains) else { return nil }
        letterHeight = size
        field = SlopeField(chains, letterHeight: size, width: width, height: height)
        let placement = LevelPlacement(field: field, width: Double(width), height: Double(height), scale: 1)
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

    /// A chain of `letters` that are level already, with `box` around them.
    init(letters: [Component], box: Component) {
        (self.letters, self.box) = (letters, box)
    }

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

extension [Component] {
    /// The smallest box around all; nil when there is none.
    var box: Component? {
        guard let left = map(\.x).min(), let top = map(\.y).min(), let right = map(\.right).max(),
            let bottom = map(\.bottom).max()
        else { return nil }
        return Component(x: left, y: top, width: right - left, height: bottom - top)
    }
}

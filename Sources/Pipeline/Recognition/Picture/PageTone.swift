/// How ink and paper of a page differ: which is the darker, how much, and how much grain there is.
///
/// Taken from tiles of the look, each judged by its own levels, so that neither shade nor what lies beside the page counts.
struct PageTone {
    /// Whether the text is lighter than what it stands on.
    let isInverted: Bool
    /// The level that each level is to become.
    let levels: [UInt8]
    /// Whether that would make grain stand out.
    let isGrainy: Bool

    /// By how much ink is to stand out from paper, of 200 levels.
    private static let depth = 120.0
    /// The faintest ink that is brought to `depth` has a sixth of it.
    private static let most = 6.0
    /// What is fainter than this share of the ink shines through from behind, and is paper.
    private static let ghost = 0.3
    /// Grain, in levels, that does no harm.
    private static let grain = 8.0

    /// The tone of `even`, which has dark ink on paper of one brightness, and was `isInverted` to have it.
    init(even: borrowing Bitmap, isInverted: Bool) throws(MediaError) {
        let inked = try ToneTile.tiles(of: even).filter { $0.isInked && $0.dark > $0.light }
        let contrasts = inked.map(\.dark).sorted()
        let grain = inked.map(\.grain).sorted()
        self.isInverted = isInverted
        let contrast = contrasts.count < 4 ? Self.depth : Double(contrasts[contrasts.count / 2])
        let gain = min(Self.most, max(1, Self.depth / contrast))
        isGrainy = gain > 1 && gain * Double(grain.isEmpty ? 0 : grain[grain.count / 2]) > Self.grain
        let ghost = Self.ghost * contrast
        levels = (0..<256).map { level in
            let depth = Double(Bitmap.paper) - Double(level)
            guard depth > 0 else { return UInt8(level) }
            let share = max(0, depth - ghost) / (1 - Self.ghost)
            return UInt8(max(0, Double(Bitmap.paper) - gain * share))
        }
    }

    /// Whether the text of the grey picture `look` is lighter than its ground on most of it.
    static func isInverted(_ look: borrowing Bitmap) throws(MediaError) -> Bool {
        let inked = try ToneTile.tiles(of: look).filter(\.isInked)
        let light = inked.count { 2 * $0.light > 3 * $0.dark }
        let dark = inked.count { 2 * $0.dark > 3 * $0.light }
        return light > 2 * dark
    }

    /// `even` with ink that stands out from paper, and nothing else.
    func deepened(_ even: consuming Bitmap) throws(MediaError) -> Bitmap {
        isGrainy ? try even.smoothed().levelled(levels) : try even.levelled(levels)
    }
}

/// The levels of one tile of a grey picture.
private struct ToneTile {
    /// How much darker than the middle level the darkest pixels are, but for three in a hundred.
    let dark: Int
    /// How much lighter than the middle level the lightest pixels are, but for three in a hundred.
    let light: Int
    /// The deviation of pixels that belong to neither.
    let grain: Int

    /// Whether there is more than grain.
    var isInked: Bool { max(dark, light) >= 12 + 3 * grain }

    /// Pixels of the look.
    private static let side = 64

    static func tiles(of bitmap: borrowing Bitmap) throws(MediaError) -> [ToneTile] {
        let (width, height) = (bitmap.width, bitmap.height)
        let samples = try bitmap.samples()
        var tiles: [ToneTile] = []
        for top in stride(from: 0, to: height - side / 2, by: side) {
            for left in stride(from: 0, to: width - side / 2, by: side) {
                var counts = [Int](repeating: 0, count: 256)
                let (right, bottom) = (min(width, left + side), min(height, top + side))
                for row in top..<bottom {
                    for place in row * width + left..<row * width + right { counts[Int(samples[place])] += 1 }
                }
                tiles.append(ToneTile(counts, total: (right - left) * (bottom - top)))
            }
        }
        return tiles
    }

    private init(_ counts: [Int], total: Int) {
        var levels: [Int] = []
        var passed = 0
        for (level, count) in counts.enumerated() {
            passed += count
            while levels.count < 5, 100 * passed >= [3, 16, 50, 84, 97][levels.count] * total { levels.append(level) }
        }
        dark = levels[2] - levels[0]
        light = levels[4] - levels[2]
        grain = min(levels[2] - levels[1], levels[3] - levels[2])
    }
}

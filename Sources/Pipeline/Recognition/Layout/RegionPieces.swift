/// Cuts a column of text between its lines into pieces that can be read at the same time.
///
/// Where it is cut follows from the column alone, so that the text comes out the same however many readers there are.
struct RegionPieces {
    let letterHeight: Int

    /// Lines of a piece, about: with fewer the recogniser is less sure where lines stand.
    private static let lines = 10
    /// Pieces of a column at most.
    private static let most = 4

    /// The pieces of `region` from the top.
    func pieces(of region: TextRegion) -> [TextRegion] {
        let gaps = gaps(in: region)
        var count = min(Self.most, (gaps.count + 1) / Self.lines)
        // Of three pieces one of two readers would read two.
        if count == 3 { count = 4 }
        guard count > 1 else { return [region] }
        let usual = gaps.map(\.count).sorted()[gaps.count / 2]
        let letters = region.chains.flatMap(\.letters).map(\.bottom).sorted()
        let reach = region.box.height / (4 * count)
        var pieces: [TextRegion] = []
        var rest = region
        for number in 1..<count {
            let wanted = letters[max(0, number * letters.count / count - 1)]
            let near = gaps.filter { abs(Self.middle($0) - wanted) <= reach }
            // Of gaps that are about as wide the one that deals the letters out best.
            guard let widest = near.map(\.count).max(), 3 * widest >= letterHeight,
                let gap = near.filter({ 3 * $0.count >= 2 * widest }).min(by: {
                    abs(Self.middle($0) - wanted) < abs(Self.middle($1) - wanted)
                })
            else { continue }
            // Accents over the next line are nearer than what hangs from the last one.
            let (upper, lower) = rest.cut(
                at: gap.lowerBound + gap.count / 3, withinParagraph: 2 * gap.count <= 3 * usual)
            pieces.append(upper)
            rest = lower
        }
        return pieces + [rest]
    }

    private static func middle(_ gap: Range<Int>) -> Int { (gap.lowerBound + gap.upperBound) / 2 }

    /// The rows between lines, without any letter.
    private func gaps(in region: TextRegion) -> [Range<Int>] {
        var gaps: [Range<Int>] = []
        var bottom: Int?
        for chain in region.chains.sorted(by: { $0.box.y < $1.box.y }) {
            if let bottom, chain.box.y > bottom { gaps.append(bottom..<chain.box.y) }
            bottom = max(bottom ?? chain.box.bottom, chain.box.bottom)
        }
        return gaps
    }
}

extension TextRegion {
    /// What lies above and below the row `y`.
    fileprivate func cut(at y: Int, withinParagraph: Bool) -> (TextRegion, TextRegion) {
        var (upper, lower) = (self, self)
        upper.box.height = y - box.y
        upper.isCutBelow = true
        upper.chains = chains.filter { $0.box.bottom <= y }
        lower.box.y = y
        lower.box.height = box.bottom - y
        lower.isCutAbove = true
        lower.continuesParagraph = withinParagraph
        lower.chains = chains.filter { $0.box.bottom > y }
        return (upper, lower)
    }
}

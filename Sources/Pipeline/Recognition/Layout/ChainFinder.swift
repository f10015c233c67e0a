/// Finds the chains of letters on a page that lies roughly upright (up to 20° off): each letter's nearest neighbour to
/// the right, where both agree that they are neighbours.
struct ChainFinder {
    /// The height that most letters have.
    let letterHeight: Int
    private let letters: [Component]
    /// Indices of letters by the band of `letterHeight` rows that their middle lies in, each from the left.
    private let bands: [[Int]]

    /// Takes those of `components` that can be letters.
    init(_ components: [Component], letterHeight: Int) {
        self.letterHeight = letterHeight
        letters = components.filter {
            2 * $0.height >= letterHeight && $0.height <= 4 * letterHeight && $0.width <= 8 * letterHeight
                && 8 * $0.width >= letterHeight
        }.sorted { $0.x < $1.x }
        let last = letters.map { ($0.y + $0.bottom) / 2 / letterHeight }.max() ?? 0
        var bands = [[Int]](repeating: [], count: last + 1)
        for (index, letter) in letters.enumerated() {
            bands[(letter.y + letter.bottom) / 2 / letterHeight].append(index)
        }
        self.bands = bands
    }

    /// All chains, those of a single letter too.
    func chains() -> [TextChain] {
        let next = letters.indices.map { neighbour(of: $0) }
        var previous = [Int?](repeating: nil, count: letters.count)
        // Of all that point to a letter the nearest has it.
        for (index, target) in next.enumerated() {
            guard let target else { continue }
            if let rival = previous[target], letters[rival].right >= letters[index].right { continue }
            previous[target] = index
        }
        var chains: [TextChain] = []
        for start in letters.indices where previous[start] == nil {
            var chain = [letters[start]]
            var index = start
            while let target = next[index], previous[target] == index {
                chain.append(letters[target])
                index = target
            }
            if let chain = TextChain(chain) { chains.append(chain) }
        }
        return chains
    }

    private func neighbour(of index: Int) -> Int? {
        let letter = letters[index]
        let band = (letter.y + letter.bottom) / 2 / letterHeight
        let reach = 2 * max(letterHeight, min(letter.height, 2 * letterHeight))
        var best: (index: Int, cost: Int)?
        for band in max(0, band - 2)...min(bands.count - 1, band + 2) {
            for candidate in candidates(in: bands[band], after: letter.doubleCentreX / 2) {
                let other = letters[candidate]
                if other.x > letter.right + reach { break }
                guard candidate != index, other.doubleCentreX > letter.doubleCentreX else { continue }
                let smaller = min(letter.height, other.height)
                let overlap = min(letter.bottom, other.bottom) - max(letter.y, other.y)
                guard 5 * overlap >= 2 * smaller, max(letter.height, other.height) <= 3 * smaller else { continue }
                let cost = max(0, other.x - letter.right) + abs(other.bottom - letter.bottom)
                if cost < best?.cost ?? .max { best = (candidate, cost) }
            }
        }
        return best?.index
    }

    /// Those of `band` that begin at or after `x` or reach over it, from the left.
    private func candidates(in band: [Int], after x: Int) -> ArraySlice<Int> {
        var (low, high) = (0, band.count)
        while low < high {
            let middle = (low + high) / 2
            if letters[band[middle]].x < x - 4 * letterHeight { low = middle + 1 } else { high = middle }
        }
        return band[low...]
    }
}

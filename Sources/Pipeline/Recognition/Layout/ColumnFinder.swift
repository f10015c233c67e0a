/// Splits text into columns at gutters: upright strips without ink, along many lines, with wide text on both sides.
struct ColumnFinder {
    let letterHeight: Int
    private var cell: Int { max(2, letterHeight / 2) }

    init(letterHeight: Int) { self.letterHeight = letterHeight }

    /// The columns that `chains` form, in reading order: what stands above a gutter, its left, its right, what is below.
    func regions(of chains: [PlacedChain], depth: Int = 0) -> [TextRegion] {
        guard let whole = TextRegion(chains) else { return [] }
        guard depth < 4, let gutter = gutter(in: whole) else { return [whole] }
        var parts: [[PlacedChain]] = [[], [], [], []]
        for chain in chains {
            let middle = chain.box.y + chain.box.height / 2
            if middle < gutter.y {
                parts[0].append(chain)
            } else if middle >= gutter.bottom {
                parts[3].append(chain)
            } else {
                parts[chain.box.doubleCentreX < gutter.doubleCentreX ? 1 : 2].append(chain)
            }
        }
        return parts.flatMap { regions(of: $0, depth: depth + 1) }
    }

    private func gutter(in region: TextRegion) -> Component? {
        let grid = InkGrid(region, cell: cell)
        let leastRows = max(8 * 2 * letterHeight / cell, grid.rows / 3)
        var best: (gutter: Component, score: Int)?
        for column in 1..<max(2, grid.columns - 2) {
            guard let run = grid.clearRun(from: column, width: 2), run.count >= leastRows else { continue }
            let gutter = Component(
                x: region.box.x + column * cell, y: region.box.y + run.lowerBound * cell, width: 2 * cell,
                height: run.count * cell)
            guard run.count > best?.score ?? 0, dividesColumns(gutter, region) else { continue }
            best = (gutter, run.count)
        }
        return best?.gutter
    }

    /// Whether wide text stands on both sides along most of the gutter.
    private func dividesColumns(_ gutter: Component, _ region: TextRegion) -> Bool {
        let beside = region.chains.filter { $0.box.bottom > gutter.y && $0.box.y < gutter.bottom }
        let left = beside.filter { $0.box.doubleCentreX < gutter.doubleCentreX }
        let right = beside.filter { $0.box.doubleCentreX >= gutter.doubleCentreX }
        return [left, right].allSatisfy { side in
            let widths = side.map(\.box.width).sorted()
            guard side.count >= 6, let box = side.map(\.box).box else { return false }
            let inked = side.reduce(0) { $0 + $1.box.width }
            let lines = max(1, gutter.height / (2 * letterHeight))
            return box.width >= 10 * letterHeight && widths[widths.count * 9 / 10] >= 5 * letterHeight
                && inked >= lines * 2 * letterHeight
        }
    }
}

/// Which cells of a region hold ink of letters.
private struct InkGrid {
    let columns: Int
    let rows: Int
    private var isInked: [Bool]

    init(_ region: TextRegion, cell: Int) {
        columns = region.box.width / cell + 1
        rows = region.box.height / cell + 1
        isInked = [Bool](repeating: false, count: columns * rows)
        for letter in region.chains.flatMap(\.letters) {
            let (left, right) = ((letter.x - region.box.x) / cell, (letter.right - 1 - region.box.x) / cell)
            let (top, bottom) = ((letter.y - region.box.y) / cell, (letter.bottom - 1 - region.box.y) / cell)
            for row in top...bottom { for column in left...right { isInked[row * columns + column] = true } }
        }
    }

    /// The longest run of rows in which `width` columns from `column` are clear, but for a row in twenty.
    func clearRun(from column: Int, width: Int) -> Range<Int>? {
        var best: Range<Int>?
        var (start, crossings) = (0, 0)
        var lastCrossing = -1
        for row in 0..<rows {
            if (column..<min(columns, column + width)).contains(where: { isInked[row * columns + $0] }) {
                crossings += 1
                if crossings * 20 > row - start + 1 {
                    (start, crossings) = (row + 1, 0)
                }
                lastCrossing = row
                continue
            }
            if row + 1 - start > best?.count ?? 0 { best = start..<row + 1 }
        }
        _ = lastCrossing
        return best
    }
}

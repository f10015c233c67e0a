import Testing

@testable import Pipeline

/// Where text stands on a page, from the boxes of its ink alone.
@Suite("Layout of text")
struct LayoutTests {
    /// Letters of lines `width` wide from (`x`, `y`), each line `height` apart, descending by `slope`.
    private static func lines(
        _ count: Int, x: Int, y: Int, letters: Int, slope: (Double, Double) -> Double = { _, _ in 0 }
    ) -> [Component] {
        (0..<count).flatMap { line in
            (0..<letters).map { letter in
                let left = x + letter * 12 + letter / 6 * 6
                let top = Double(y + line * 30) + slope(Double(left), Double(y + line * 30))
                return Component(x: left, y: Int(top.rounded()), width: 9, height: letter % 5 == 0 ? 20 : 14)
                    .standing(on: Int((top + 20).rounded()))
            }
        }
    }

    private static func regions(_ components: [Component]) -> [TextRegion] {
        let chains = ChainFinder(components, letterHeight: 14).chains()
        let field = SlopeField([], width: 1000)
        let level = LevelPlacement(field: field, width: 1000, height: 1400, scale: 1)
        return ColumnFinder(letterHeight: 14).regions(of: chains.map { PlacedChain($0, level) })
    }

    @Test("Two columns under a headline are three regions in reading order")
    func columns() {
        let head = Self.lines(1, x: 100, y: 20, letters: 60)
        let left = Self.lines(25, x: 100, y: 120, letters: 26)
        let right = Self.lines(25, x: 520, y: 120, letters: 26)
        let found = Self.regions(right + head + left)
        #expect(found.count == 3)
        #expect(found.map { $0.box.x / 100 } == [1, 1, 5])
        #expect(found.first?.box.bottom ?? 999 < 100)
    }

    @Test(
        "A column is cut between lines into an even number of pieces", arguments: [(19, 1), (25, 2), (32, 4), (60, 4)])
    func pieces(lines: Int, count: Int) throws {
        let column = try #require(Self.regions(Self.lines(lines, x: 100, y: 20, letters: 40)).first)
        let pieces = RegionPieces(letterHeight: 14).pieces(of: column)
        #expect(pieces.count == count)
        #expect(pieces.flatMap(\.chains).count == lines)
        #expect(pieces.allSatisfy { abs($0.chains.count - lines / count) <= 1 })
    }

    @Test("Pieces have as many letters, not as many lines")
    func lettersOfPieces() throws {
        let long = Self.lines(12, x: 100, y: 20, letters: 60)
        let short = Self.lines(12, x: 100, y: 20 + 12 * 30, letters: 30)
        let column = try #require(Self.regions(long + short).first)
        let pieces = RegionPieces(letterHeight: 14).pieces(of: column)
        #expect(pieces.map(\.chains.count) == [9, 15])
    }

    @Test("Numbers in the margin are no column of their own")
    func margin() {
        let numbers = Self.lines(25, x: 60, y: 120, letters: 3)
        let text = Self.lines(25, x: 160, y: 120, letters: 40)
        #expect(Self.regions(numbers + text).count == 1)
    }

    @Test("A page askew has one slope, a bent one has many")
    func slopes() {
        let askew = Self.lines(20, x: 100, y: 100, letters: 50) { x, _ in 0.03 * x }
        let straight = SlopeField(
            ChainFinder(askew, letterHeight: 14).chains(), letterHeight: 14, width: 1000, height: 1400)
        #expect(!straight.isCurved && abs(straight.constant - 0.03) < 0.004)
        let bent = Self.lines(20, x: 100, y: 200, letters: 50) { x, _ in (x - 400) * (x - 400) / 4000 }
        let curved = SlopeField(
            ChainFinder(bent, letterHeight: 14).chains(), letterHeight: 14, width: 1000, height: 1400)
        #expect(curved.isCurved)
        let fall =
            curved.drop(x: 2 * 700 / 1000 - 1, y: 0, scale: 1) - curved.drop(x: 2 * 400 / 1000 - 1, y: 0, scale: 1)
        #expect(abs(fall - 22.5) < 4)
    }

    @Test("A box goes back to where it was before the turn", arguments: 0...3)
    func turns(quarters: Int) {
        var part = Component(x: 10, y: 20, width: 30, height: 5)
        var size = (width: 200, height: 100)
        for _ in 0..<quarters {
            part = part.turnedClockwise(pageHeight: size.height)
            size = (size.height, size.width)
        }
        let turn = QuarterTurn(quarters: quarters, width: 200, height: 100)
        let box = turn.onPage(
            PageBox(
                x: Double(part.x), y: Double(part.y), width: Double(part.width), height: Double(part.height)))
        #expect(box == PageBox(x: 10, y: 20, width: 30, height: 5))
    }

    @Test("Likelihoods rise with what the recogniser says and stay between 0 and 1")
    func likelihoods() {
        let values = stride(from: -5.0, through: 120, by: 0.5).map(ConfidenceCalibration.likelihood)
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(values.allSatisfy { (0...1).contains($0) })
    }
}

extension Component {
    fileprivate func standing(on bottom: Int) -> Component {
        Component(x: x, y: bottom - height, width: width, height: height)
    }
}

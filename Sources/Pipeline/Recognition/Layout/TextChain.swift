/// Letters that follow each other along one line of text, up to the first large gap.
struct TextChain: Sendable {
    /// From the left.
    let letters: [Component]
    /// The baseline y = `offset` + `slope` · x, in pixels of the look.
    let offset: Double
    /// The baseline's rise downwards to the right.
    let slope: Double

    /// The left edge.
    var left: Int { letters[0].x }
    /// One past the right edge.
    var right: Int { letters[letters.count - 1].right }
    /// The middle of the letters' heights.
    let letterHeight: Int

    /// The share of the letters that stand on the baseline: high in print, low where specks merely lie side by side.
    let steadiness: Double

    /// The chain of `letters`, at least one.
    init?(_ letters: [Component]) {
        guard !letters.isEmpty else { return nil }
        self.letters = letters
        let heights = letters.map(\.height).sorted()
        letterHeight = heights[heights.count / 2]
        let tolerance = max(1.5, Double(letterHeight) * 0.2)
        let (offset, slope) = Self.baseline(letters, tolerance: tolerance)
        let standing = letters.filter {
            abs(Double($0.bottom) - offset - slope * Double($0.doubleCentreX) / 2) <= tolerance
        }
        (self.offset, self.slope) = (offset, slope)
        steadiness = Double(standing.count) / Double(letters.count)
    }

    /// The height of the baseline at `x`.
    func baseline(at x: Double) -> Double { offset + slope * x }

    /// A line through the letters' feet, without those that hang below it (p, q) or stand above (quotes).
    private static func baseline(_ letters: [Component], tolerance: Double) -> (Double, Double) {
        var points = letters.map { (x: Double($0.doubleCentreX) / 2, y: Double($0.bottom)) }
        var fit = leastSquares(points)
        for _ in 0..<3 {
            let near = points.filter { abs($0.y - fit.0 - fit.1 * $0.x) <= tolerance }
            guard near.count >= 3, near.count < points.count, 2 * near.count >= letters.count else { break }
            points = near
            fit = leastSquares(points)
        }
        return fit
    }

    private static func leastSquares(_ points: [(x: Double, y: Double)]) -> (Double, Double) {
        let count = Double(points.count)
        let meanX = points.reduce(0) { $0 + $1.x } / count
        let meanY = points.reduce(0) { $0 + $1.y } / count
        var (spread, rise) = (0.0, 0.0)
        for point in points {
            spread += (point.x - meanX) * (point.x - meanX)
            rise += (point.x - meanX) * (point.y - meanY)
        }
        let slope = spread > 0 ? rise / spread : 0
        return (meanY - slope * meanX, slope)
    }
}

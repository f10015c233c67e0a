/// How lines of text slope, place by place: constant on a page that was scanned askew, a polynomial on one that is bent.
///
/// Places are given as fractions of the picture, −1…1 from its left and top edges, so that one field serves the look and
/// the page.
struct SlopeField: Sendable {
    /// One measured slope.
    struct Sample {
        var x: Double
        var y: Double
        var slope: Double
        var weight: Double
    }

    /// Powers of x from 0 to 3, each with powers of y from 0 to 2.
    private let coefficients: [Double]
    /// Where the text stands; outside, slopes go on as at the edge.
    private let across: ClosedRange<Double>
    private let down: ClosedRange<Double>
    /// Width over 2, in the pixels that slopes are counted in.
    private let halfWidth: Double
    /// Whether the slope differs from place to place.
    let isCurved: Bool

    private static let powers = (0..<4).flatMap { i in (0..<3).map { j in (i, j) } }

    /// The field of `samples` on a picture of `width` pixels; a level one when there are too few.
    init(_ samples: [Sample], width: Int) {
        halfWidth = Double(width) / 2
        across = (samples.map(\.x).min() ?? 0)...(samples.map(\.x).max() ?? 0)
        down = (samples.map(\.y).min() ?? 0)...(samples.map(\.y).max() ?? 0)
        let median = Self.median(samples)
        var flat = [Double](repeating: 0, count: Self.powers.count)
        flat[0] = abs(median) < 0.0015 ? 0 : median
        guard samples.count >= 40, let bent = Self.fit(samples, around: median),
            Self.error(bent, samples) < 0.6 * Self.error(flat, samples), Self.error(flat, samples) > 0.006
        else {
            coefficients = flat
            isCurved = false
            return
        }
        coefficients = bent
        isCurved = true
    }

    /// The slope of a field that is not curved.
    var constant: Double { coefficients[0] }

    /// How many pixels, of a picture `scale` times the one that was measured, the line that would stand at `y` if the
    /// page were level lies lower at `x`.
    func drop(x: Double, y: Double, scale: Double) -> Double {
        let inX = min(max(x, across.lowerBound), across.upperBound)
        let inY = min(max(y, down.lowerBound), down.upperBound)
        guard isCurved else { return coefficients[0] * halfWidth * x * scale }
        var (sum, slope) = (0.0, 0.0)
        var power = inX
        for i in 0..<4 {
            let factor = coefficients[3 * i] + inY * (coefficients[3 * i + 1] + inY * coefficients[3 * i + 2])
            sum += factor * power / Double(i + 1)
            slope += factor * (inX == 0 ? (i == 0 ? 1 : 0) : power / inX)
            power *= inX
        }
        return (sum + slope * (x - inX)) * halfWidth * scale
    }

    private static func median(_ samples: [Sample]) -> Double {
        let sorted = samples.sorted { $0.slope < $1.slope }
        let total = sorted.reduce(0) { $0 + $1.weight }
        var passed = 0.0
        for sample in sorted {
            passed += sample.weight
            if 2 * passed >= total { return sample.slope }
        }
        return 0
    }

    private static func value(_ coefficients: [Double], _ sample: Sample) -> Double {
        zip(coefficients, terms(sample)).reduce(0) { $0 + $1.0 * $1.1 }
    }

    private static func terms(_ sample: Sample) -> [Double] {
        let x = [1, sample.x, sample.x * sample.x, sample.x * sample.x * sample.x]
        let y = [1, sample.y, sample.y * sample.y]
        return powers.map { x[$0.0] * y[$0.1] }
    }

    /// The mean distance of the samples from the field, far ones counting no more than 0.1.
    private static func error(_ coefficients: [Double], _ samples: [Sample]) -> Double {
        let total = samples.reduce(0) { $0 + $1.weight }
        return samples.reduce(0) { $0 + $1.weight * min(0.1, abs($1.slope - value(coefficients, $1))) } / max(1, total)
    }

    /// Least squares, three times, each time trusting samples less the farther off they were; high powers are held down.
    private static func fit(_ samples: [Sample], around median: Double) -> [Double]? {
        let count = powers.count
        var coefficients = [Double](repeating: 0, count: count)
        coefficients[0] = median
        for _ in 0..<4 {
            var matrix = [[Double]](repeating: [Double](repeating: 0, count: count + 1), count: count)
            var total = 0.0
            for sample in samples {
                let distance = (sample.slope - value(coefficients, sample)) / 0.03
                let weight = sample.weight / (1 + distance * distance)
                let terms = terms(sample)
                total += weight
                for row in 0..<count {
                    for column in 0..<count { matrix[row][column] += weight * terms[row] * terms[column] }
                    matrix[row][count] += weight * terms[row] * sample.slope
                }
            }
            for (index, power) in powers.enumerated() {
                matrix[index][index] += total * 0.001 * Double(power.0 + power.1)
            }
            guard let solved = solve(&matrix) else { return nil }
            coefficients = solved
        }
        return coefficients
    }

    /// Gaussian elimination with pivots; nil when the samples do not determine the field.
    private static func solve(_ matrix: inout [[Double]]) -> [Double]? {
        let count = matrix.count
        for column in 0..<count {
            let pivot = (column..<count).max { abs(matrix[$0][column]) < abs(matrix[$1][column]) } ?? column
            guard abs(matrix[pivot][column]) > 1e-9 else { return nil }
            matrix.swapAt(column, pivot)
            for row in 0..<count where row != column {
                let factor = matrix[row][column] / matrix[column][column]
                for index in column...count { matrix[row][index] -= factor * matrix[column][index] }
            }
        }
        return (0..<count).map { matrix[$0][count] / matrix[$0][$0] }
    }
}

extension SlopeField {
    /// The field of what `chains` show on a look of the given size.
    init(_ chains: [TextChain], letterHeight: Int, width: Int, height: Int) {
        var samples: [Sample] = []
        for chain in chains where chain.letters.count >= 5 {
            // Pieces of some ten letters, so that a bend shows.
            let pieces = max(1, (chain.right - chain.left) / (12 * letterHeight))
            let size = (chain.letters.count + pieces - 1) / pieces
            for start in stride(from: 0, to: chain.letters.count, by: size) {
                let letters = Array(chain.letters[start..<min(start + size, chain.letters.count)])
                guard letters.count >= 5, let piece = TextChain(letters) else { continue }
                let length = Double(piece.right - piece.left)
                guard length >= 5 * Double(letterHeight) else { continue }
                let x = Double(piece.left + piece.right) / 2
                samples.append(
                    Sample(
                        x: 2 * x / Double(width) - 1, y: 2 * piece.baseline(at: x) / Double(height) - 1,
                        slope: piece.slope, weight: length))
            }
        }
        self.init(samples, width: width)
    }
}

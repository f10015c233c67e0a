internal import Foundation

/// How much of which samples of a row goes into each sample of a shorter one: Lanczos' kernel of three lobes, as wide as the row
/// becomes shorter (Turkowski, "Filters for Common Resampling Tasks", 1990). Weights of a sample add up to 1; beyond its ends
/// a row goes on with its last sample.
struct KernelWeights: Sendable {
    /// Weights of each output sample: a multiple of `step`, of which the last may be zero and may lie beyond the row.
    let taps: Int
    /// For each output sample the first input sample that may have a weight: an even number.
    let starts: [Int]
    /// `taps` weights for each output sample, one after the other, in units of 1 / 2^`bits`.
    let values: [Int16]
    /// How fine the weights are: as fine as the largest of them allows.
    let bits: Int

    /// Samples that there are to make others of.
    let length: Int
    private static let lobes = 3.0
    /// Coarser weights would show; with finer ones sums would not fit into 32 bits.
    private static let possibleBits = 15...18

    /// Weights that make `output` samples of `input`, which stand for the length `span` where the last of them is not
    /// whole. `output` is at least 1 and at most `input`. `step`, an even number, is how many weights are taken at once.
    init(from input: Int, spanning span: Double? = nil, to output: Int, step: Int = 2) {
        let factor = (span ?? Double(input)) / Double(output)
        let reach = Self.lobes * factor
        let touchedMost = min(input, Int(2 * reach) + 1)
        // One more where a weight before the first makes the start even.
        let taps = (touchedMost + 1 + step - 1) / step * step
        var starts: [Int] = []
        var exact = [Double](repeating: 0, count: output * taps)
        starts.reserveCapacity(output)
        for index in 0..<output {
            // The middles of samples lie at halves.
            let centre = (Double(index) + 0.5) * factor - 0.5
            let from = Int((centre - reach).rounded(.up))
            let start = min(max(0, from), input - touchedMost) / 2 * 2
            let touched = from...Int((centre + reach).rounded(.down))
            let weights = touched.map { Self.lanczos((Double($0) - centre) / factor) }
            let sum = weights.reduce(0, +)
            for (sample, weight) in zip(touched, weights) {
                let inside = min(max(sample, 0), input - 1)
                exact[index * taps + inside - start] += weight / sum
            }
            starts.append(start)
        }
        let largest = exact.reduce(0) { max($0, abs($1)) }
        let bits = Self.possibleBits.last { largest * Double(1 << $0) <= Double(Int16.max) }
        self.taps = taps
        self.starts = starts
        self.bits = bits ?? Self.possibleBits.lowerBound
        values = Self.whole(exact, taps, unit: Double(1 << self.bits))
        length = input
    }

    /// `weights` in whole units. What rounding takes from one its neighbour gets, so that their sum stays.
    private static func whole(_ weights: [Double], _ taps: Int, unit: Double) -> [Int16] {
        var rest = 0.0
        return weights.enumerated().map { index, weight in
            if index % taps == 0 { rest = 0 }
            // Nothing goes to where no weight is: that may lie beyond the row.
            guard weight != 0 else { return 0 }
            let wanted = weight * unit + rest
            let value = min(wanted.rounded(), Double(Int16.max))
            rest = wanted - value
            return Int16(value)
        }
    }

    /// The input samples that the output samples `outputs` are made of.
    func inputs(of outputs: Range<Int>) -> Range<Int> {
        guard let last = outputs.last else { return 0..<0 }
        return starts[outputs.lowerBound]..<min(length, starts[last] + taps)
    }

    private static func lanczos(_ x: Double) -> Double {
        guard x != 0 else { return 1 }
        guard abs(x) < lobes else { return 0 }
        let angle = Double.pi * x
        // The sine of the angle follows from that of its third.
        let third = sin(angle / lobes)
        return lobes * third * (3 - 4 * third * third) * third / (angle * angle)
    }
}

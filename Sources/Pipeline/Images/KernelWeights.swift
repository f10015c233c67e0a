internal import Foundation

/// How much of which samples of a row goes into each sample of a shorter one: Lanczos' kernel of three lobes, as wide as the row
/// becomes shorter (Turkowski, "Filters for Common Resampling Tasks", 1990). Weights of a sample add up to 1; beyond its ends
/// a row goes on with its last sample.
struct KernelWeights: Sendable {
    /// Weights of each output sample: a multiple of `step`, of which the last may be zero and may lie beyond the row.
    let taps: Int
    /// For each output sample the first input sample that has a weight.
    let starts: [Int]
    /// `taps` weights for each output sample, one after the other.
    let values: [Float]

    /// How many weights are taken at once.
    static let step = 4

    private let length: Int
    private static let lobes = 3.0

    /// Weights that make `output` samples of `input`, which stand for the length `span` where the last of them is not
    /// whole. `output` is at least 1 and at most `input`.
    init(from input: Int, spanning span: Double? = nil, to output: Int) {
        let factor = (span ?? Double(input)) / Double(output)
        let reach = Self.lobes * factor
        let touchedMost = min(input, Int(2 * reach) + 1)
        let taps = (touchedMost + Self.step - 1) / Self.step * Self.step
        var starts: [Int] = []
        var values = [Float](repeating: 0, count: output * taps)
        starts.reserveCapacity(output)
        for index in 0..<output {
            // The middles of samples lie at halves.
            let centre = (Double(index) + 0.5) * factor - 0.5
            let from = Int((centre - reach).rounded(.up))
            let start = min(max(0, from), input - touchedMost)
            let touched = from...Int((centre + reach).rounded(.down))
            let weights = touched.map { Self.lanczos((Double($0) - centre) / factor) }
            let sum = weights.reduce(0, +)
            for (sample, weight) in zip(touched, weights) {
                let inside = min(max(sample, 0), input - 1)
                values[index * taps + inside - start] += Float(weight / sum)
            }
            starts.append(start)
        }
        self.taps = taps
        self.starts = starts
        self.values = values
        length = input
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
        return lobes * sin(angle) * sin(angle / lobes) / (angle * angle)
    }
}

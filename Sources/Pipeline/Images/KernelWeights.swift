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
    fileprivate static let lobes = 3.0
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
        let kernel = Kernel(factor)
        for index in 0..<output {
            // The middles of samples lie at halves.
            let centre = (Double(index) + 0.5) * factor - 0.5
            let from = Int((centre - reach).rounded(.up))
            let start = min(max(0, from), input - touchedMost) / 2 * 2
            let weights = exact.startIndex + index * taps..<exact.startIndex + (index + 1) * taps
            var sum = 0.0
            kernel.forEach(from...Int((centre + reach).rounded(.down)), around: centre) { sample, weight in
                let inside = min(max(sample, 0), input - 1)
                exact[weights.lowerBound + inside - start] += weight
                sum += weight
            }
            for weight in weights { exact[weight] /= sum }
            starts.append(start)
        }
        var largest = 0.0
        for weight in exact { largest = max(largest, abs(weight)) }
        let bits = Self.possibleBits.last { largest * Double(1 << $0) <= Double(Int16.max) }
        self.taps = taps
        self.starts = starts
        self.bits = bits ?? Self.possibleBits.lowerBound
        values = Self.whole(exact, taps, unit: Double(1 << self.bits))
        length = input
    }

    /// `weights` in whole units. What rounding takes from one its neighbour gets, so that their sum stays.
    private static func whole(_ weights: [Double], _ taps: Int, unit: Double) -> [Int16] {
        var values = [Int16](repeating: 0, count: weights.count)
        for first in stride(from: 0, to: weights.count, by: taps) {
            var rest = 0.0
            // Nothing goes to where no weight is: that may lie beyond the row.
            for index in first..<first + taps where weights[index] != 0 {
                let wanted = weights[index] * unit + rest
                let value = min(wanted.rounded(.toNearestOrEven), Double(Int16.max))
                rest = wanted - value
                values[index] = Int16(value)
            }
        }
        return values
    }

    /// The input samples that the output samples `outputs` are made of.
    func inputs(of outputs: Range<Int>) -> Range<Int> {
        guard let last = outputs.last else { return 0..<0 }
        return starts[outputs.lowerBound]..<min(length, starts[last] + taps)
    }
}

/// Lanczos' kernel, stretched.
private struct Kernel {
    private let factor: Double
    /// By what an angle grows from one sample to the next, as sine and cosine.
    private let step: (sine: Double, cosine: Double)

    /// `factor` times as wide as it is for samples that stay.
    init(_ factor: Double) {
        self.factor = factor
        let angle = Double.pi / KernelWeights.lobes / factor
        step = (sin(angle), cos(angle))
    }

    /// Calls `body` with each of `samples` and what it weighs around `centre`; beyond the kernel that is nothing.
    @inline(__always)
    func forEach(_ samples: ClosedRange<Int>, around centre: Double, _ body: (Int, Double) -> Void) {
        let first = Double.pi * (Double(samples.lowerBound) - centre) / factor
        // The sine of the whole angle follows from that of its third, and that from the one before.
        var third = (sine: sin(first / KernelWeights.lobes), cosine: cos(first / KernelWeights.lobes))
        for sample in samples {
            let x = (Double(sample) - centre) / factor
            if abs(x) < 1e-6 {
                body(sample, 1)
            } else if abs(x) < KernelWeights.lobes {
                let angle = Double.pi * x
                let squared = third.sine * third.sine
                body(sample, KernelWeights.lobes * squared * (3 - 4 * squared) / (angle * angle))
            }
            third = (
                third.sine * step.cosine + third.cosine * step.sine,
                third.cosine * step.cosine - third.sine * step.sine
            )
        }
    }
}

import Foundation

/// Measures how well decoded sound repeats its original around chosen samples.
struct SeamMeter: Sendable {
    /// The original, interleaved stereo at 48 kHz.
    var original: [Float]
    /// The decoded sound, interleaved stereo at 48 kHz.
    var decoded: [Float]
    /// Where the original's first sample is in `decoded`, sample pairs.
    var lag: Int

    /// Aligns `decoded` within `slack` samples of `lag`, by the least error over a stretch in the middle: for a periodic
    /// sound the slack must be less than half a period.
    init(original: [Float], decoded: [Float], lag: Int, slack: Int) {
        self.original = original
        self.decoded = decoded
        self.lag = lag
        let middle = original.count / 4
        let errors = (lag - slack...lag + slack).map { candidate in
            (
                lag: candidate,
                error: Self.energies(original, decoded, candidate, middle - 24_000..<middle + 24_000).error
            )
        }
        self.lag = errors.min { $0.error < $1.error }?.lag ?? lag
    }

    /// The signal-to-noise ratio in `radius` samples on either side of the original's sample `center`, dB. Nil when the
    /// window is not wholly inside.
    func ratio(at center: Int, radius: Int = 2048) -> Double? {
        let window = center - radius..<center + radius
        guard window.lowerBound >= 0, window.upperBound * 2 <= original.count, window.lowerBound + lag >= 0,
            (window.upperBound + lag) * 2 <= decoded.count
        else { return nil }
        let energies = Self.energies(original, decoded, lag, window)
        return 10 * log10(energies.signal / max(energies.error, 1e-12))
    }

    /// The median ratio of windows `step` samples apart, dB.
    func median(every step: Int) -> Double {
        let ratios = stride(from: 0, to: original.count / 2, by: step).compactMap { ratio(at: $0) }.sorted()
        return ratios.isEmpty ? 0 : ratios[ratios.count / 2]
    }

    private static func energies(
        _ original: [Float], _ decoded: [Float], _ lag: Int, _ window: Range<Int>
    ) -> (signal: Double, error: Double) {
        original.withUnsafeBufferPointer { original in
            decoded.withUnsafeBufferPointer { decoded in
                var (signal, error) = (0.0, 0.0)
                for index in window.lowerBound * 2..<window.upperBound * 2 {
                    let wanted = original[index]
                    let place = index + lag * 2
                    let made = place >= 0 && place < decoded.count ? decoded[place] : 0
                    signal += Double(wanted) * Double(wanted)
                    error += Double(wanted - made) * Double(wanted - made)
                }
                return (signal, error)
            }
        }
    }
}

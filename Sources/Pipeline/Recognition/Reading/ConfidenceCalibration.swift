/// From Tesseract's confidence in a word to how likely the word is right.
enum ConfidenceCalibration {
    /// Tesseract's confidence, 0…100, and the share of words with it that are right, made to rise throughout: what 26,000
    /// words show that were set in ten faces, damaged in 27 ways from none to beyond legibility, and read. None of them is
    /// from the scans that the tests know. `Benchmarks/reliability.py` derives it.
    private static let points: [(raw: Double, share: Double)] = [
        (0, 0.148), (20, 0.202), (40, 0.294), (55, 0.438), (65, 0.500), (75, 0.631), (82, 0.748), (87, 0.833),
        (90, 0.904), (92, 0.964), (94, 0.977), (95.5, 0.992), (97, 0.997), (100, 0.999),
    ]

    /// The likelihood, 0…1, for Tesseract's `confidence`.
    static func likelihood(_ confidence: Double) -> Double {
        guard let next = points.firstIndex(where: { $0.raw >= confidence }) else {
            return points[points.count - 1].share
        }
        guard next > 0 else { return points[0].share }
        let (low, high) = (points[next - 1], points[next])
        return low.share + (high.share - low.share) * (confidence - low.raw) / (high.raw - low.raw)
    }

    /// `block` with likelihoods in place of Tesseract's confidences.
    static func calibrated(_ block: RecognisedBlock) -> RecognisedBlock {
        var block = block
        for line in block.lines.indices {
            for word in block.lines[line].words.indices {
                let raw = block.lines[line].words[word].confidence
                block.lines[line].words[word].confidence = raw.map(likelihood)
            }
        }
        return block
    }
}

/// From Tesseract's confidence in a word to how likely the word is right.
enum ConfidenceCalibration {
    /// Tesseract's confidence, 0…100, and the share of words with it that are right: what 3,000 words of proofread scans,
    /// typescripts, photographs and clean pages in French and English show, made to rise throughout.
    private static let points: [(raw: Double, share: Double)] = [
        (0, 0.08), (10, 0.12), (30, 0.24), (50, 0.42), (67, 0.52), (80, 0.64), (87, 0.73), (91, 0.80), (93, 0.91),
        (95, 0.975), (97, 0.99), (100, 0.995),
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

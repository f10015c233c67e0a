/// The height that most letters of a page have.
enum LetterSize {
    /// The median height of `components`, each counted by its area, without what cannot be a letter; nil when little is
    /// left. Counting by area keeps specks, which outnumber the letters of a noisy page, from deciding.
    static func dominant(in components: [Component], pageHeight: Int) -> Int? {
        var weights = [Int](repeating: 0, count: max(16, pageHeight / 8))
        var total = 0
        for part in components {
            let isLetterShaped = part.width <= 4 * part.height && part.height <= 6 * part.width
            guard isLetterShaped, part.height >= 4, part.height < weights.count else { continue }
            // The root of the area: a heading does not outweigh a page of text.
            let weight = min(part.width, part.height)
            weights[part.height] += weight
            total += weight
        }
        guard total >= 20 else { return nil }
        var passed = 0
        for (height, weight) in weights.enumerated() {
            passed += weight
            if 2 * passed >= total { return height }
        }
        return nil
    }
}

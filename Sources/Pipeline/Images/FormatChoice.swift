internal import Foundation

extension ImageFormat {
    /// What to write a picture as for a client that sends `accept` as its `Accept` field (RFC 9110, 12.5.1).
    ///
    /// Of the formats that the client names, the smallest for this picture: AVIF, then WebP; WebP for what moves, since AVIF
    /// would stand still. `*/*` and `image/*` say nothing about new formats: a client that names none gets GIF for what
    /// moves, PNG for what is transparent, JPEG otherwise. A format with `q=0` is never chosen for its name.
    public static func preferred(accept: String?, hasAlpha: Bool, isAnimated: Bool) -> ImageFormat {
        let wanted = weights(accept ?? "")
        let candidates: [ImageFormat] = isAnimated ? [.webp] : [.avif, .webp]
        let named = candidates.filter { wanted[$0.contentType, default: 0] > 0 }
        // Sorting keeps the order of equals, so that the smaller format wins.
        let best = named.max { wanted[$0.contentType, default: 0] < wanted[$1.contentType, default: 0] }
        let plain: ImageFormat = isAnimated ? .gif : hasAlpha ? .png : .jpeg
        guard let best, let weight = wanted[best.contentType] else { return plain }
        // Whoever prefers the plain format by its own name gets it.
        return wanted[plain.contentType, default: 0] > weight ? plain : best
    }

    /// The weight of each media type in an `Accept` field; what cannot be read counts as 0.
    private static func weights(_ accept: String) -> [String: Double] {
        var result: [String: Double] = [:]
        for item in accept.split(separator: ",").prefix(64) {
            let parts = item.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
            guard let type = parts.first else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            result[type] = min(1, max(0, weight))
        }
        return result
    }
}

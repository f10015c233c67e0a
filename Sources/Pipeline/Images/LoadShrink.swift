/// How a decoder makes a picture smaller while it decodes, which costs it less than all of the pixels would.
enum LoadShrink: Equatable {
    case none
    /// JPEG: the inverse transform gives 1/2, 1/4 or 1/8 of the samples.
    case dividing(by: Int)
    /// WebP: rows are averaged before they become RGB.
    case scaling(by: Double)
    /// JPEG 2000: the last wavelet levels are left out, a page each in libvips.
    case dropping(levels: Int)

    /// The smallest picture that the decoder of `header` can make with at least `wanted` stored pixels.
    init(_ header: ImageHeader, atLeast wanted: PixelSize) {
        let factor = min(
            Double(header.storedWidth) / Double(max(1, wanted.width)),
            Double(header.storedHeight) / Double(max(1, wanted.height)))
        let halvings = factor >= 8 ? 3 : factor >= 4 ? 2 : factor >= 2 ? 1 : 0
        switch header.format {
        case .jpeg where halvings > 0: self = .dividing(by: 1 << halvings)
        case .webp where factor >= 2: self = .scaling(by: 1 / factor.rounded(.down))
        case .jp2 where halvings > 0: self = .dropping(levels: min(halvings, header.resolutions - 1))
        default: self = .none
        }
    }

    func apply(to loader: borrowing Operation) {
        switch self {
        case .none: break
        case .dividing(let divisor): loader.set("shrink", divisor)
        case .scaling(let factor): loader.set("scale", factor)
        case .dropping(let levels): loader.set("page", levels)
        }
    }
}

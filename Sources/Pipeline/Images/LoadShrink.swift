/// How a decoder makes a picture smaller while it decodes, which costs it less than all of the pixels would.
enum LoadShrink: Equatable {
    case none
    /// JPEG: the inverse transform gives 1/2, 1/4 or 1/8 of the samples.
    case dividing(by: Int)
    /// WebP: rows are averaged before they become RGB.
    case scaling(by: Double)
    /// JPEG 2000: the last wavelet levels are left out, a page each in libvips.
    case dropping(levels: Int)

    /// The smallest picture that the decoder of `header` can make without anyone seeing it once it is scaled to `wanted`
    /// stored pixels.
    ///
    /// What a decoder leaves out it leaves out less well than a resampling filter does, so that some scaling has to remain
    /// for the filter. How much was measured on photographs, against scaling the whole picture: with these margins the
    /// structural similarity is above 0.98, for WebP above 0.99.
    init(_ header: ImageHeader, for wanted: PixelSize) {
        let factor = min(
            Double(header.storedWidth) / Double(max(1, wanted.width)),
            Double(header.storedHeight) / Double(max(1, wanted.height)))
        func halvings(margin: Double, atMost most: Int) -> Int {
            (0...most).last { factor >= margin * Double(1 << $0) } ?? 0
        }
        switch header.format {
        case .jpeg: self = .dividing(by: 1 << halvings(margin: 1.5, atMost: 3))
        case .webp where factor >= 2: self = .scaling(by: 1 / factor.rounded(.down))
        case .jp2: self = .dropping(levels: halvings(margin: 1.75, atMost: header.resolutions - 1))
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

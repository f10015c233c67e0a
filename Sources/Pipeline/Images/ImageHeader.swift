internal import CVips

/// What an image file says of itself before any pixel is decoded.
struct ImageHeader: Sendable, Equatable {
    /// By the first bytes.
    let format: ImageFormat
    /// Pixels across of a page as it is stored.
    let storedWidth: Int
    /// Pixels down of a page as it is stored.
    let storedHeight: Int
    /// How the stored pixels have to be turned.
    let orientation: Orientation
    /// Pages or frames, at least 1.
    let pages: Int
    /// Sizes that a JPEG 2000 file can be decoded in, each half of the one before; 1 elsewhere.
    let resolutions: Int
    /// Milliseconds that each frame of an animation is shown; empty for what does not move.
    let delays: [Int]
    /// How often an animation is shown; 0 for ever.
    let loops: Int
    /// Samples of a pixel.
    let bands: Int
    /// Bytes of a sample.
    let sampleSize: Int
    /// Whether pixels can be transparent.
    let hasAlpha: Bool
    /// What the samples mean.
    let colour: ColourModel
    /// Whether the file holds an ICC profile.
    let hasProfile: Bool
    /// Whether the decoder holds a few rows at a time instead of the whole.
    let isStreamed: Bool
    /// Pixels to the inch, nil where the file does not say.
    let dotsPerInch: Double?

    /// Reads the fields of a picture that was opened and not yet decoded.
    init(_ picture: Picture, format: ImageFormat) {
        self.format = format
        storedWidth = picture.width
        storedHeight = max(1, picture.integer("page-height") ?? picture.height)
        let turned = format.isUprightWhenDecoded ? 1 : picture.integer("orientation") ?? 1
        orientation = Orientation(rawValue: turned) ?? .upright
        pages = format.hasPages ? max(1, picture.integer("n-pages") ?? 1) : 1
        resolutions = format == .jp2 ? max(1, picture.integer("n-pages") ?? 1) : 1
        let isMoving = format.keepsAnimation && pages > 1
        delays = isMoving ? picture.integers("delay") : []
        loops = isMoving ? max(0, picture.integer("loop") ?? 0) : 0
        bands = picture.bands
        sampleSize = picture.sampleSize
        hasAlpha = picture.hasAlpha
        colour = ColourModel(picture.interpretation)
        hasProfile = picture.hasField(VIPS_META_ICC_NAME)
        // Progressive JPEG and interlaced PNG need all of the picture for any of its rows.
        let isInterlaced = (picture.integer("interlaced") ?? 0) != 0
        isStreamed = (format == .jpeg || format == .png) && !isInterlaced
        // libvips counts in pixels a millimetre, and puts 1 where a file says nothing.
        let density = picture.dotsPerMillimetre * 25.4
        dotsPerInch = density > 26 && density < 10_000 ? density : nil
    }

    /// Pixels across and down when held upright.
    var size: PixelSize { orientation.turned(PixelSize(width: storedWidth, height: storedHeight)) }
    /// Whether frames follow each other in time.
    var isAnimated: Bool { format.keepsAnimation && pages > 1 }
}

/// What the samples of a picture mean.
public enum ColourModel: String, Codable, Sendable {
    case grey, rgb, cmyk, lab, other

    init(_ interpretation: VipsInterpretation) {
        self =
            switch interpretation {
            case VIPS_INTERPRETATION_B_W, VIPS_INTERPRETATION_GREY16: .grey
            case VIPS_INTERPRETATION_sRGB, VIPS_INTERPRETATION_RGB, VIPS_INTERPRETATION_RGB16,
                VIPS_INTERPRETATION_scRGB:
                .rgb
            case VIPS_INTERPRETATION_CMYK: .cmyk
            case VIPS_INTERPRETATION_LAB, VIPS_INTERPRETATION_LABS, VIPS_INTERPRETATION_LABQ: .lab
            default: .other
            }
    }
}

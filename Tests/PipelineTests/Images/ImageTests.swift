import Pipeline
import Testing

/// All tests of images, one after the other: some count what libvips holds for the whole process.
@Suite(.serialized) struct ImageTests {}

/// One real image, and what must come of it.
struct ImageInput: Sendable, CustomTestStringConvertible {
    var name: String
    var format: ImageFormat
    /// Upright.
    var width: Int
    var height: Int
    var pages = 1
    var hasAlpha = false
    var colour = ColourModel.rgb

    var testDescription: String { name }
    var path: String { (Folders.media ?? "") + "/image/" + name }

    /// The real images that can be read.
    static let all: [ImageInput] =
        Folders.media == nil
        ? []
        : [
            ImageInput(name: "jpeg-exif-6.jpg", format: .jpeg, width: 1800, height: 1200),
            ImageInput(name: "jpeg-exif-5-mirrored.jpg", format: .jpeg, width: 1200, height: 1800),
            ImageInput(name: "jpeg-cmyk-icc.jpg", format: .jpeg, width: 500, height: 333, colour: .cmyk),
            ImageInput(name: "photo-plain.jpg", format: .jpeg, width: 2725, height: 2225),
            ImageInput(name: "jpeg-gps.jpg", format: .jpeg, width: 150, height: 103),
            ImageInput(name: "jpeg-ultrahdr-gainmap.jpg", format: .jpeg, width: 3072, height: 4080),
            ImageInput(name: "jpeg-motion-photo.jpg", format: .jpeg, width: 3024, height: 4032),
            ImageInput(
                name: "gif-animated-30.gif", format: .gif, width: 80, height: 80, pages: 30, hasAlpha: true),
            ImageInput(
                name: "gif-animated-loop3.gif", format: .gif, width: 370, height: 285, pages: 10, hasAlpha: true),
            ImageInput(name: "webp-animated.webp", format: .webp, width: 80, height: 80, pages: 9, hasAlpha: true),
            ImageInput(name: "webp-alpha.webp", format: .webp, width: 300, height: 300, hasAlpha: true),
            ImageInput(name: "avif-8bit.avif", format: .avif, width: 1617, height: 1080),
            ImageInput(name: "heic-phone.heic", format: .heic, width: 1080, height: 1920),
            ImageInput(name: "jxl-8bit.jxl", format: .jxl, width: 1440, height: 1080),
            ImageInput(name: "jp2.jp2", format: .jp2, width: 320, height: 240),
            ImageInput(name: "png-16bit.png", format: .png, width: 900, height: 600),
            ImageInput(
                name: "tiff-two-pages-bilevel.tif", format: .tiff, width: 2464, height: 3248, pages: 2, colour: .grey),
            ImageInput(name: "tiff-lab.tiff", format: .tiff, width: 400, height: 266, colour: .lab),
            ImageInput(name: "png-named-jpg.jpg", format: .png, width: 2048, height: 1536, hasAlpha: true),
        ]

    /// The real images that are refused, and why.
    static let refused: [(name: String, code: MediaError.Code)] =
        Folders.media == nil
        ? []
        : [
            ("jpeg-280-megapixels.jpg", .limitExceeded), ("png-4-gigapixels.png", .limitExceeded),
            ("jpeg-truncated.jpg", .corrupt), ("png-truncated.png", .corrupt), ("jpeg-corrupt-header.jpg", .corrupt),
            ("svg-embedded-image.svg", .unsupported),
        ]
}

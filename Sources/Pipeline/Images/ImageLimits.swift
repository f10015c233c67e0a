/// How much a picture may ask for before it is refused; checked against its header, before any pixel is decoded.
enum ImageLimits {
    /// Bytes of a file: libvips holds a whole file of some formats in memory.
    static let fileBytes: Int64 = 128 << 20
    /// Pixels of a picture whose decoder goes from row to row and holds a few of them.
    static let streamedPixels: Int64 = 100_000_000
    /// Pixels of a picture that is decoded as a whole.
    static let wholePixels = MediaLimits.pixels
    /// Bytes of the samples of a picture that is decoded as a whole.
    static let wholeBytes: Int64 = 256 << 20
    /// The longest side of an input, pixels: what JPEG can count.
    static let inputSide = 65_535
    /// The longest side of an output, pixels.
    static let outputSide = MediaLimits.side
    /// Pages or frames of a file.
    static let pages = 10_000
    /// Frames of an animation that is kept moving.
    static let frames = 1_000
    /// Pixels of all frames of an animation together, before or after resizing.
    static let animationPixels: Int64 = 100_000_000
    /// Making one picture: far more than any accepted one takes.
    static let time = Duration.seconds(60)

    /// Throws `limitExceeded` when a picture with this header is too much to be decoded.
    static func check(_ header: ImageHeader) throws(MediaError) {
        let (width, height) = (header.storedWidth, header.storedHeight)
        guard width > 0, height > 0 else {
            throw MediaError(.corrupt, "ImageHeader", "a picture without pixels")
        }
        guard max(width, height) <= inputSide else {
            throw beyond("\(width) × \(height) pixels; a side may have \(inputSide)")
        }
        let pixels = Int64(width) * Int64(height)
        let most = header.isStreamed ? streamedPixels : wholePixels
        guard pixels <= most else { throw beyond("\(pixels) pixels; \(most) are accepted") }
        guard header.isStreamed || pixels * Int64(header.bands * header.sampleSize) <= wholeBytes else {
            throw beyond("more bytes of pixels than are accepted")
        }
        guard header.pages <= pages else { throw beyond("\(header.pages) pages; \(pages) are accepted") }
    }

    /// Throws `limitExceeded` when `frames` frames of this size are too much to be kept moving.
    static func checkAnimation(frames: Int, of size: PixelSize) throws(MediaError) {
        guard frames <= Self.frames else { throw beyond("\(frames) frames; \(Self.frames) are accepted") }
        let pixels = Int64(frames) * Int64(size.width) * Int64(size.height)
        guard pixels <= animationPixels else {
            throw beyond("\(pixels) pixels in all frames; \(animationPixels) are accepted")
        }
    }

    /// Throws `limitExceeded` when an output of this size is too much for `format`.
    static func checkOutput(_ size: PixelSize, format: ImageFormat) throws(MediaError) {
        let side = format.longestSide
        guard max(size.width, size.height) <= side, Int64(size.width) * Int64(size.height) <= wholePixels else {
            throw MediaError(
                .limitExceeded, "ImageLimits",
                "the result would have \(size.width) × \(size.height) pixels; a side may have \(side), the whole \(wholePixels)"
            )
        }
    }

    private static func beyond(_ what: String) -> MediaError {
        MediaError(.limitExceeded, "ImageHeader", "the picture has \(what)")
    }
}

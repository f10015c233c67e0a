/// A picture in memory: rows from the top, no padding between them, interleaved samples of 8 bits, sRGB or its grey.
///
/// What passes between the folders that each wrap one library: a rendered page, a decoded image, what is recognised or
/// encoded next. Copying it shares the samples.
public struct Raster: Sendable {
    /// The samples of one pixel; the raw value is their number.
    public enum Layout: Int, Sendable {
        /// 0 is black, 255 white.
        case grey = 1
        /// Red, green, blue.
        case rgb = 3
        /// Red, green, blue, and how opaque it is, not premultiplied.
        case rgba = 4
    }

    /// Pixels across.
    public let width: Int
    /// Pixels down.
    public let height: Int
    /// What a pixel consists of.
    public let layout: Layout
    /// Pixels to the inch, nil where nobody has said.
    public var dotsPerInch: Double?
    /// `height` rows of `bytesPerRow` samples.
    public let samples: [UInt8]

    /// Samples in a row.
    public var bytesPerRow: Int { width * layout.rawValue }

    /// A picture whose samples `fill` writes, all of them. Throws `limitExceeded` for a size that is not positive or has
    /// more pixels than `MediaLimits.pixels`, and whatever `fill` throws.
    public init(
        width: Int, height: Int, layout: Layout, dotsPerInch: Double? = nil,
        filledBy fill: (UnsafeMutableBufferPointer<UInt8>) throws -> Void
    ) throws {
        let (pixels, overflows) = width.multipliedReportingOverflow(by: height)
        guard width > 0, height > 0, !overflows, pixels <= MediaLimits.pixels else {
            throw MediaError(.limitExceeded, "Raster", "a picture of \(width) × \(height) pixels is beyond the limits")
        }
        self.width = width
        self.height = height
        self.layout = layout
        self.dotsPerInch = dotsPerInch
        let count = pixels * layout.rawValue
        samples = try [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            try fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
            written = count
        }
    }
}

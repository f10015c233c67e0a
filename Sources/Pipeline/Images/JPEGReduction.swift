internal import CVips

/// Makes a JPEG picture smaller row by row, as its rows come from the decoder or from where they are kept: in half of the time
/// of libvips' loader and `resize`, and nothing but a few rows is held here.
///
/// Goes with the picture that it makes, which it is released with. Rows are made in turn, once each: libvips' `sequential`
/// stands between it and who asks, and asks from one thread at a time.
final class JPEGReduction: PixelMaker {
    private let rows: any RowSource
    private var reduction: LanczosReduction
    private var next = 0
    /// Rows that are made in one go.
    private static let rowsAtOnce = 16
    /// Bytes of rows that may be held.
    private static let mostBytes = 16 << 20

    private init(_ rows: any RowSource, to size: PixelSize) {
        self.rows = rows
        let weights = LanczosReduction.Weights(from: rows.size, to: size, bands: rows.bands)
        reduction = LanczosReduction(weights, columns: 0..<size.width, startingAt: 0)
    }

    /// By what the decoder of a picture with `header` is to divide its sides; nil where the picture is not to become
    /// smaller, or is of a kind that is left to libvips: progressive, CMYK, or so wide and to become so small that too many
    /// rows would be held.
    static func divisor(_ header: ImageHeader, _ shrink: LoadShrink, _ wanted: PixelSize) -> Int? {
        guard case .dividing(let divisor) = shrink, header.format == .jpeg, header.isStreamed else { return nil }
        guard header.sampleSize == 1, header.bands == 1 || header.bands == 3 else { return nil }
        let (width, height) = (header.storedWidth, header.storedHeight)
        guard wanted.width > 0, wanted.height > 0, wanted.width <= width, wanted.height <= height,
            wanted != PixelSize(width: width, height: height)
        else {
            return nil
        }
        // Three lobes on either side, a number of two bytes for each sample.
        let rows = 6 * height / divisor / wanted.height + 4
        return rows * (width / divisor + 1) * header.bands * 2 <= mostBytes ? divisor : nil
    }

    /// The picture whose fields `header` has and whose pixels `rows` has, in `size`. Only with rows of what was divided as
    /// `divisor` says.
    static func picture(
        _ header: Picture, from rows: any RowSource, in size: PixelSize
    ) throws(MediaError) -> Picture {
        guard rows.bands == header.bands, size.width <= rows.size.width, size.height <= rows.size.height else {
            throw MediaError(.corrupt, "JPEGDecoder", "the picture is damaged or cut short")
        }
        // Whoever takes the pixels may ask for parts of rows, for some twice, and from several threads.
        return try header.generating(JPEGReduction(rows, to: size)) {
            $0.Xsize = Int32(size.width)
            $0.Ysize = Int32(size.height)
        }.applying("sequential") { $0.set("tile-height", Self.rowsAtOnce) }
    }

    func fill(_ output: UnsafeMutablePointer<VipsRegion>, from source: UnsafeMutablePointer<VipsRegion>) -> Int32 {
        let area = output.pointee.valid
        let (top, bottom) = (Int(area.top), Int(area.top + area.height))
        guard area.left == 0, next <= top else { return -1 }
        while next < bottom {
            while !reduction.isReady {
                guard let row = rows.nextRow() else { return -1 }
                reduction.add(row)
            }
            // Rows that nobody has asked for are made where the first that is wanted will lie.
            reduction.next(into: output.pixels(0, Int32(max(next, top)), rows.bands))
            next += 1
        }
        return 0
    }
}

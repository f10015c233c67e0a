internal import CTesseract

/// The sole owner of a leptonica `PIX`: grey (8 bits, 0 black) or bilevel (1 bit, 1 black). Not written after it is made,
/// for one thread at a time: leptonica's reference counts are not atomic.
struct Bitmap: ~Copyable {
    let handle: UnsafeMutablePointer<Pix>

    /// Takes over what a leptonica function returned; throws `engine` when it returned nothing.
    init(_ handle: UnsafeMutablePointer<Pix>?, _ operation: String) throws(MediaError) {
        guard let handle else { throw MediaError(.engine, operation, "no result") }
        self.handle = handle
        NativeLedger.bitmaps.add(1)
    }

    deinit {
        NativeLedger.bitmaps.add(-1)
        var handle: UnsafeMutablePointer<Pix>? = handle
        pixDestroy(&handle)
    }

    /// Pixels across.
    var width: Int { Int(pixGetWidth(handle)) }
    /// Pixels down.
    var height: Int { Int(pixGetHeight(handle)) }
}

extension Bitmap {
    /// The grey of `raster`.
    static func grey(of raster: Raster) throws(MediaError) -> Bitmap {
        try grey(samples: raster.samples, width: raster.width, height: raster.height, layout: raster.layout)
    }

    /// A grey bitmap of rows of `samples` from the top, without padding.
    static func grey(
        samples: [UInt8], width: Int, height: Int, layout: Raster.Layout = .grey
    ) throws(MediaError) -> Bitmap {
        Leptonica.quiet
        let bitmap = try Bitmap(pixCreate(Int32(width), Int32(height), 8), "pixCreate")
        let stride = Int(pixGetWpl(bitmap.handle)) * 4
        guard let data = pixGetData(bitmap.handle) else { throw MediaError(.engine, "pixGetData", "no samples") }
        let target = UnsafeMutableRawPointer(data).assumingMemoryBound(to: UInt8.self)
        samples.withUnsafeBufferPointer { samples in
            guard let source = samples.baseAddress else { return }
            for row in 0..<height {
                let (from, to) = (source + row * width * layout.rawValue, target + row * stride)
                switch layout {
                case .grey: to.update(from: from, count: width)
                case .rgb, .rgba: luma(from, layout, to, width)
                }
            }
        }
        // Leptonica keeps samples in words of 32 bits, the first in the highest byte.
        pixEndianByteSwap(bitmap.handle)
        return bitmap
    }

    /// Rec. 601 luma over white.
    private static func luma(
        _ from: UnsafePointer<UInt8>, _ layout: Raster.Layout, _ to: UnsafeMutablePointer<UInt8>, _ count: Int
    ) {
        let step = layout.rawValue
        for column in 0..<count {
            let pixel = from + column * step
            let value = (77 * Int(pixel[0]) + 150 * Int(pixel[1]) + 29 * Int(pixel[2]) + 128) >> 8
            let opacity = layout == .rgba ? Int(pixel[3]) : 255
            to[column] = UInt8(255 - (255 - value) * opacity / 255)
        }
    }

    /// Rows of `width` samples of a grey bitmap, from the top.
    func samples() throws(MediaError) -> [UInt8] {
        let (width, height) = (width, height)
        let copy = try Bitmap(pixCopy(nil, handle), "pixCopy")
        pixEndianByteSwap(copy.handle)
        guard let data = pixGetData(copy.handle) else { throw MediaError(.engine, "pixGetData", "no samples") }
        let stride = Int(pixGetWpl(copy.handle)) * 4
        let source = UnsafeMutableRawPointer(data).assumingMemoryBound(to: UInt8.self)
        return [UInt8](unsafeUninitializedCapacity: width * height) { buffer, written in
            for row in 0..<height {
                buffer.baseAddress?.advanced(by: row * width).initialize(from: source + row * stride, count: width)
            }
            written = width * height
        }
    }
}

/// What all calls into leptonica share.
enum Leptonica {
    /// Its messages would go to standard error.
    static let quiet: Void = { _ = setMsgSeverity(Int32(L_SEVERITY_NONE)) }()
}

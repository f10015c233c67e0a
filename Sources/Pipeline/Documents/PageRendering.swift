internal import CPoppler

extension Page {
    /// The dots per inch at which `region` has no more than `pixels` pixels and no side that cairo cannot draw: `wanted`,
    /// or fewer.
    static func affordable(_ wanted: Double, for region: PageBox, pixels: Int) -> Double {
        let side = max(region.width, region.height, 1) / 72
        let area = max(region.area / (72 * 72), 1e-6)
        return max(0.01, min(wanted, (Double(pixels) / area).squareRoot(), longestSide / side))
    }

    /// Pixels: cairo draws 32767, less what its arithmetic needs around them.
    private static var longestSide: Double { 30_000 }

    /// Draws `region`, or the whole page, at `dotsPerInch` on white, with `covered` painted over in white.
    ///
    /// What has many pixels is drawn in bands, so that no more
    /// than `DocumentLimits.bandPixels` are held besides the result. The task can be cancelled between bands. Throws
    /// `limitExceeded` when the result or a picture of the page has too many pixels, `cancelled`.
    borrowing func raster(
        _ region: PageBox? = nil, dotsPerInch: Double, layout: Raster.Layout, covering covered: [PageBox] = []
    ) throws -> Raster {
        guard isDrawable() else {
            throw MediaError(.limitExceeded, "poppler_page_render", "a picture on page \(number) has too many pixels")
        }
        let scale = dotsPerInch / 72
        let region = (region ?? box).intersection(box)
        let (left, top) = ((region.x * scale).rounded(.down), (region.y * scale).rounded(.down))
        let width = max(1, Int((region.maxX * scale - left - 0.01).rounded(.up)))
        let height = max(1, Int((region.maxY * scale - top - 0.01).rounded(.up)))
        let band = max(1, min(height, DocumentLimits.bandPixels / width))
        let number = number
        return try Raster(width: width, height: height, layout: layout, dotsPerInch: dotsPerInch) { samples in
            let canvas = try Canvas(width: width, height: band)
            for row in stride(from: 0, to: height, by: band) {
                if Task.isCancelled {
                    throw MediaError(.cancelled, "poppler_page_render", "cancelled at page \(number)")
                }
                let rows = min(band, height - row)
                try canvas.draw(handle, scale: scale, left: left, top: top + Double(row), covering: covered)
                let part = samples[(row * width * layout.rawValue)..<((row + rows) * width * layout.rawValue)]
                canvas.copy(rows: rows, to: UnsafeMutableBufferPointer(rebasing: part), as: layout)
            }
        }
    }
}

/// The sole owner of a surface of 32-bit pixels, drawn on by one thread.
private struct Canvas: ~Copyable {
    private let surface: OpaquePointer
    private let width: Int
    private let height: Int

    init(width: Int, height: Int) throws(MediaError) {
        self.width = width
        self.height = height
        surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
        NativeLedger.surfaces.add(1)
        try Poppler.check(cairo_surface_status(surface), "cairo_image_surface_create")
    }

    deinit {
        cairo_surface_destroy(surface)
        NativeLedger.surfaces.add(-1)
    }

    /// Draws the part of `page` whose top left pixel is (`left`, `top`).
    func draw(
        _ page: OpaquePointer, scale: Double, left: Double, top: Double, covering covered: [PageBox]
    ) throws(MediaError) {
        let context = cairo_create(surface)
        defer { cairo_destroy(context) }
        cairo_set_source_rgb(context, 1, 1, 1)
        cairo_paint(context)
        cairo_translate(context, -left, -top)
        cairo_scale(context, scale, scale)
        cairo_save(context)
        poppler_page_render(page, context)
        try Poppler.check(cairo_status(context), "poppler_page_render")
        cairo_restore(context)
        cairo_set_source_rgb(context, 1, 1, 1)
        for box in covered {
            cairo_rectangle(context, box.x, box.y, box.width, box.height)
        }
        cairo_fill(context)
        try Poppler.check(cairo_status(context), "cairo_fill")
    }

    /// Writes the first `rows` rows in `layout`, without padding.
    func copy(rows: Int, to target: UnsafeMutableBufferPointer<UInt8>, as layout: Raster.Layout) {
        cairo_surface_flush(surface)
        guard let data = cairo_image_surface_get_data(surface), var to = target.baseAddress else { return }
        let stride = Int(cairo_image_surface_get_stride(surface))
        for row in 0..<rows {
            // cairo's pixels are words of the machine: nothing, red, green, blue from the highest byte on.
            let from = UnsafeRawPointer(data + row * stride).assumingMemoryBound(to: UInt32.self)
            switch layout {
            case .grey: Self.grey(from, to, width)
            case .rgb: Self.colours(from, to, width)
            case .rgba: Self.opaque(from, to, width)
            }
            to += width * layout.rawValue
        }
    }

    /// Luma of Rec. 601, in 256ths.
    private static func grey(_ from: UnsafePointer<UInt32>, _ to: UnsafeMutablePointer<UInt8>, _ count: Int) {
        for column in 0..<count {
            let pixel = from[column]
            let sum = (pixel >> 16 & 255) &* 77 &+ (pixel >> 8 & 255) &* 150 &+ (pixel & 255) &* 29
            to[column] = UInt8(truncatingIfNeeded: (sum &+ 128) >> 8)
        }
    }

    private static func colours(_ from: UnsafePointer<UInt32>, _ to: UnsafeMutablePointer<UInt8>, _ count: Int) {
        for column in 0..<count {
            let pixel = from[column]
            to[3 &* column] = UInt8(truncatingIfNeeded: pixel >> 16)
            to[3 &* column &+ 1] = UInt8(truncatingIfNeeded: pixel >> 8)
            to[3 &* column &+ 2] = UInt8(truncatingIfNeeded: pixel)
        }
    }

    private static func opaque(_ from: UnsafePointer<UInt32>, _ to: UnsafeMutablePointer<UInt8>, _ count: Int) {
        for column in 0..<count {
            let pixel = from[column]
            to[4 &* column] = UInt8(truncatingIfNeeded: pixel >> 16)
            to[4 &* column &+ 1] = UInt8(truncatingIfNeeded: pixel >> 8)
            to[4 &* column &+ 2] = UInt8(truncatingIfNeeded: pixel)
            to[4 &* column &+ 3] = 255
        }
    }
}

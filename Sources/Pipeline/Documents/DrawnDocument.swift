internal import CPoppler

/// A document that is being drawn: the sole owner of a PDF surface of cairo, its context, and what it has written.
/// Used by one thread at a time.
struct DrawnDocument: ~Copyable {
    /// To draw on, in points from the top left corner.
    let context: OpaquePointer
    private let surface: OpaquePointer
    private let written: ByteSink

    /// A document whose first page is `width` by `height` points, until that is changed.
    init(width: Double = 1, height: Double = 1) throws(MediaError) {
        let sink = ByteSink()
        written = sink
        let target = Unmanaged.passUnretained(sink).toOpaque()
        surface = cairo_pdf_surface_create_for_stream(
            { closure, data, length in
                guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
                let sink = Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
                sink.append(UnsafeBufferPointer(start: data, count: Int(length)))
                return CAIRO_STATUS_SUCCESS
            }, target, width, height)
        context = cairo_create(surface)
        NativeLedger.surfaces.add(1)
        try Poppler.check(cairo_status(context), "cairo_pdf_surface_create_for_stream")
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_finish(surface)
        cairo_surface_destroy(surface)
        NativeLedger.surfaces.add(-1)
    }

    /// The size of the page that is drawn on next: call before anything is drawn there.
    func resize(width: Double, height: Double) { cairo_pdf_surface_set_size(surface, width, height) }

    /// Ends the page: what is drawn from now on stands on the next.
    func endPage() throws(MediaError) {
        cairo_show_page(context)
        try Poppler.check(cairo_status(context), "cairo_show_page")
    }

    /// Ends the document and returns it.
    consuming func finish() throws(MediaError) -> [UInt8] {
        try Poppler.check(cairo_status(context), "poppler_page_render")
        cairo_surface_finish(surface)
        try Poppler.check(cairo_surface_status(surface), "cairo_surface_finish")
        return written.bytes
    }
}

/// Bytes that a C library writes one after the other, on one thread.
private final class ByteSink {
    private(set) var bytes: [UInt8] = []

    func append(_ more: UnsafeBufferPointer<UInt8>) { bytes.append(contentsOf: more) }
}

internal import CPoppler

/// The sole owner of a `PopplerPage`. Used by the task that has its document.
struct Page: ~Copyable, @unchecked Sendable {  // sole owner of its handle
    let handle: OpaquePointer
    /// From 1.
    let number: Int
    /// Points across, as the page is shown: after `/Rotate`, cut to the crop box.
    let width: Double
    /// Points down.
    let height: Double
    /// The document's.
    let bytes: DocumentBytes

    /// Opens page `number` of `document`, counted from 1. Throws `notFound` beyond the last page, `corrupt` when the page
    /// cannot be found in the file or has no size, `limitExceeded` when it is larger than any page may be.
    static func open(_ number: Int, of document: borrowing Document) throws(MediaError) -> Page {
        guard number >= 1, number <= document.pageCount else {
            throw MediaError(.notFound, "poppler_document_get_page", "the document has no page \(number)")
        }
        guard let handle = document.page(number) else {
            throw MediaError(.corrupt, "poppler_document_get_page", "page \(number) is damaged")
        }
        var (width, height) = (0.0, 0.0)
        poppler_page_get_size(handle, &width, &height)
        let page = Page(handle: handle, number: number, width: width, height: height, bytes: document.bytes)
        guard width > 0, height > 0, width.isFinite, height.isFinite else {
            throw MediaError(.corrupt, "poppler_page_get_size", "page \(number) has no size")
        }
        guard width <= DocumentLimits.side, height <= DocumentLimits.side else {
            throw MediaError(.limitExceeded, "poppler_page_get_size", "page \(number) is larger than any page may be")
        }
        return page
    }

    private init(handle: OpaquePointer, number: Int, width: Double, height: Double, bytes: DocumentBytes) {
        self.bytes = bytes
        self.handle = handle
        self.number = number
        self.width = width
        self.height = height
    }

    deinit { g_object_unref(UnsafeMutableRawPointer(handle)) }

    /// The whole page.
    var box: PageBox { PageBox(x: 0, y: 0, width: width, height: height) }
}

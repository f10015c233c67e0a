internal import CPoppler

/// Text that was recognised on a page, to be laid under the page's picture.
public struct PageUnderlay: Codable, Sendable, Hashable {
    /// The page, from 1.
    public var number: Int
    /// The words, in reading order, with their boxes on the page.
    public var words: [TextWord]

    /// Words of page `number`.
    public init(number: Int, words: [TextWord]) {
        self.number = number
        self.words = words
    }
}

/// A document that is drawn anew page by page, each page with the words that were recognised on it, so that it can be
/// searched and copied from. Pages stay drawings and pictures as they were; JPEG data are carried over unchanged. Used by
/// one thread at a time.
struct SearchableDocument: ~Copyable {
    private let target: DrawnDocument

    /// An empty document, to get the pages of `original`. Throws `limitExceeded` when a picture there would have to be
    /// decoded whole and is too large.
    init(of original: borrowing Document) throws(MediaError) {
        guard original.bytes.pictureSizes.largest <= DocumentLimits.picturePixels else {
            throw MediaError(
                .limitExceeded, "SearchableDocument", "a picture of the document is too large to be redrawn")
        }
        target = try DrawnDocument()
    }

    /// Draws `page` with `words`, which are seen nowhere: see `InvisibleInk`. Each is stretched to its box.
    borrowing func add(_ page: borrowing Page, words: [TextWord]) throws(MediaError) {
        target.resize(width: page.width, height: page.height)
        for word in words { target.lay(word) }
        cairo_save(target.context)
        poppler_page_render_for_printing(page.handle, target.context)
        cairo_restore(target.context)
        try target.endPage()
    }

    /// The bytes of the document, which ends here.
    consuming func finish() throws(MediaError) -> [UInt8] { InvisibleInk.vanished(from: try target.finish()) }
}

extension DrawnDocument {
    /// The baseline in a box from ascender to descender, from its top.
    private static let baseline = 0.8

    /// Draws `word` in invisible ink, as wide as its box.
    borrowing func lay(_ word: TextWord) {
        let box = word.box
        guard box.width > 0, box.height > 0, box.width.isFinite, box.height.isFinite, !word.text.contains("\0") else {
            return
        }
        cairo_save(context)
        defer { cairo_restore(context) }
        cairo_set_source_rgba(context, 1, 1, 1, InvisibleInk.opacity)
        cairo_select_font_face(context, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL)
        cairo_set_font_size(context, box.height * Self.baseline)
        var extents = cairo_text_extents_t()
        cairo_text_extents(context, word.text, &extents)
        guard extents.x_advance > 0 else { return }
        cairo_translate(context, box.x, box.y + box.height * Self.baseline)
        cairo_scale(context, box.width / extents.x_advance, 1)
        cairo_move_to(context, 0, 0)
        cairo_show_text(context, word.text)
    }
}

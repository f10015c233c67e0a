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

extension Document {
    /// The document drawn anew, each page with the words that were recognised on it, so that it can be searched and copied
    /// from. Pages stay drawings and pictures as they were; JPEG data are carried over unchanged.
    ///
    /// The words are drawn first, so that the picture covers them, and all but transparent, for where nothing does: cairo
    /// has no invisible text. Each is stretched to its box. Throws `limitExceeded` for a picture that would have to be
    /// decoded whole and is too large, `cancelled` between pages.
    borrowing func searchable(_ recognised: [PageUnderlay]) throws(MediaError) -> [UInt8] {
        guard bytes.pictureSizes.largest <= DocumentLimits.picturePixels else {
            throw MediaError(
                .limitExceeded, "SearchableDocument", "a picture of the document is too large to be redrawn")
        }
        var words: [Int: [TextWord]] = [:]
        for page in recognised { words[page.number, default: []] += page.words }
        let first = try Page.open(1, of: self)
        let target = try DrawnDocument(width: first.width, height: first.height)
        for number in 1...pageCount {
            if Task.isCancelled { throw MediaError(.cancelled, "SearchableDocument", "cancelled") }
            let page = try Page.open(number, of: self)
            target.resize(width: page.width, height: page.height)
            for word in words[number] ?? [] { target.lay(word) }
            cairo_save(target.context)
            poppler_page_render_for_printing(page.handle, target.context)
            cairo_restore(target.context)
            try target.endPage()
        }
        return try target.finish()
    }
}

extension DrawnDocument {
    /// Opacity that nobody sees; cairo leaves out what has less than 1/256.
    private static let faintest = 0.005
    /// The baseline in a box from ascender to descender, from its top.
    private static let baseline = 0.8

    /// Draws `word` unseen, as wide as its box.
    borrowing func lay(_ word: TextWord) {
        let box = word.box
        guard box.width > 0, box.height > 0, box.width.isFinite, box.height.isFinite, !word.text.contains("\0") else {
            return
        }
        cairo_save(context)
        defer { cairo_restore(context) }
        cairo_set_source_rgba(context, 1, 1, 1, Self.faintest)
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

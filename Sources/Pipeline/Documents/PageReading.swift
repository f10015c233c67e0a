internal import CPoppler
internal import Foundation

extension Page {
    /// The text of the page in reading order, visible or not. Throws `limitExceeded` for more characters than a page can
    /// hold.
    borrowing func text() throws(MediaError) -> PageText {
        let found = Characters(of: self)
        guard found.count <= DocumentLimits.characters else {
            throw MediaError(.limitExceeded, "poppler_page_get_selected_text", "page \(number) has too many characters")
        }
        var text = found.assembled()
        if found.isIncomplete(of: self) { text.hasVerticalLines = true }
        return text
    }
}

/// The characters of a page with their boxes, as Poppler has them; owns the memory of both.
///
/// They are what lies in a selection from far above the page to far below it. From corner to corner it must follow the
/// page's direction of writing, since Poppler leaves out what lies outside the reading order between the two.
private struct Characters: ~Copyable {
    private let text: UnsafeMutablePointer<CChar>?
    private let boxes: UnsafeMutablePointer<PopplerRectangle>?
    private let boxCount: Int

    private static let far = 1e6
    private static let leftToRight = PopplerRectangle(x1: -far, y1: -far, x2: far, y2: far)
    private static let rightToLeft = PopplerRectangle(x1: far, y1: -far, x2: -far, y2: far)

    init(of page: borrowing Page) {
        var selection = Self.leftToRight
        var text = poppler_page_get_selected_text(page.handle, POPPLER_SELECTION_GLYPH, &selection)
        if Self.isRightToLeft(text) {
            var other = Self.rightToLeft
            let again = poppler_page_get_selected_text(page.handle, POPPLER_SELECTION_GLYPH, &other)
            if Self.length(again) > Self.length(text) {
                swap(&selection, &other)
                g_free(text)
                text = again
            } else {
                g_free(again)
            }
        }
        var count: guint = 0
        var boxes: UnsafeMutablePointer<PopplerRectangle>?
        poppler_page_get_text_layout_for_area(page.handle, &selection, &boxes, &count)
        self.text = text
        self.boxes = boxes
        boxCount = Int(count)
    }

    deinit {
        g_free(text)
        g_free(boxes)
    }

    /// How many characters have a box.
    var count: Int { boxCount }

    /// Whether there are more words than those found: a selection by whole lines finds some of the lines that run up or
    /// down, of which one by characters finds nothing. Signs that overlap others, as in formulas and drawings, come twice
    /// there, which makes no words.
    func isIncomplete(of page: borrowing Page) -> Bool {
        var selection = Self.leftToRight
        let lines = poppler_page_get_selected_text(page.handle, POPPLER_SELECTION_LINE, &selection)
        defer { g_free(lines) }
        return Self.length(lines) > Self.length(text) && Self.words(lines) > Self.words(text)
    }

    /// Runs of two letters or digits and more.
    private static func words(_ text: UnsafeMutablePointer<CChar>?) -> Int {
        guard let text else { return 0 }
        var (words, run) = (0, 0)
        for scalar in String(cString: text).unicodeScalars {
            let isPart = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            run = isPart ? run + 1 : 0
            if run == 2 { words += 1 }
        }
        return words
    }

    func assembled() -> PageText {
        var assembly = TextAssembly()
        guard let text, let boxes else { return assembly.text }
        let bytes = UnsafeBufferPointer(
            start: UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self), count: strlen(text))
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var position = 0
        decoding: while true {
            let scalar: Unicode.Scalar
            switch decoder.decode(&iterator) {
            case .scalarValue(let value): scalar = value
            case .error: scalar = "\u{FFFD}"
            case .emptyInput: break decoding
            }
            // Marks of direction are put between the characters and have no box.
            if (0x202A...0x202E).contains(scalar.value) { continue }
            guard position < boxCount else { break }
            let box = boxes[position]
            assembly.add(scalar, PageBox(from: (box.x1, box.y1), to: (box.x2, box.y2)))
            position += 1
        }
        assembly.finish()
        return assembly.text
    }

    /// Whether Poppler took the page for one that is written from right to left: each line begins with U+202B then. Nothing
    /// at all is found when such a page is selected in the wrong direction.
    private static func isRightToLeft(_ text: UnsafeMutablePointer<CChar>?) -> Bool {
        guard let text else { return true }
        let start = UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self)
        return start[0] == 0 || (start[0] == 0xE2 && start[1] == 0x80 && start[2] == 0xAB)
    }

    private static func length(_ text: UnsafeMutablePointer<CChar>?) -> Int { text.map { strlen($0) } ?? 0 }
}

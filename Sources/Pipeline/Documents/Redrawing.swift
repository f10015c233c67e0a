internal import CPoppler

extension Page {
    /// The page drawn anew as a document of one page, turned clockwise by `quarterTurns`. It has the visible text, with
    /// its characters, and pictures in the size of the screen: Poppler draws no invisible text (ISO 32000-1, 9.3.6,
    /// mode 3), as recognition lays it over scans.
    borrowing func redrawn(quarterTurns: Int = 0) throws(MediaError) -> Document {
        let isSideways = quarterTurns % 2 != 0
        let target = try DrawnDocument(width: isSideways ? height : width, height: isSideways ? width : height)
        cairo_save(target.context)
        switch quarterTurns {
        case 1: cairo_translate(target.context, height, 0)
        case 2: cairo_translate(target.context, width, height)
        case 3: cairo_translate(target.context, 0, width)
        default: break
        }
        cairo_rotate(target.context, Double(quarterTurns) * .pi / 2)
        poppler_page_render(handle, target.context)
        cairo_restore(target.context)
        return try Document.open(DocumentBytes(try target.finish()))
    }

    /// Where a box of the page that is turned clockwise by `quarterTurns` lies on this page.
    borrowing func turnedBack(_ box: PageBox, quarterTurns: Int) -> PageBox {
        switch quarterTurns {
        case 1: PageBox(x: box.y, y: height - box.maxX, width: box.height, height: box.width)
        case 2: PageBox(x: width - box.maxX, y: height - box.maxY, width: box.width, height: box.height)
        case 3: PageBox(x: width - box.maxY, y: box.x, width: box.height, height: box.width)
        default: box
        }
    }
}

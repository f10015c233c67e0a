/// From the pixels of a page that was turned upright back to those of the page as it was.
struct QuarterTurn {
    /// Clockwise.
    let quarters: Int
    /// The page's own extent.
    let width: Double
    let height: Double

    /// Where `box` lay before the turn.
    func onPage(_ box: PageBox) -> PageBox {
        switch quarters {
        case 1: PageBox(x: box.y, y: height - box.maxX, width: box.height, height: box.width)
        case 2: PageBox(x: width - box.maxX, y: height - box.maxY, width: box.width, height: box.height)
        case 3: PageBox(x: width - box.maxY, y: box.x, width: box.height, height: box.width)
        default: box
        }
    }
}

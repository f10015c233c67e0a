/// From the pixels of a level page to those of the page as it was.
struct LevelPlacement: Sendable {
    let field: SlopeField
    let width: Double
    let height: Double
    let scale: Double

    /// How much lower the page's pixel is than the level one at (`x`, `y`).
    func drop(x: Double, y: Double) -> Double {
        field.drop(x: 2 * x / width - 1, y: 2 * y / height - 1, scale: scale)
    }

    /// Where `box` of the level page lies on the page.
    func onPage(_ box: PageBox) -> PageBox {
        let middle = box.y + box.height / 2
        let ends = [drop(x: box.x, y: middle), drop(x: box.maxX, y: middle)]
        let (least, most) = (min(ends[0], ends[1]), max(ends[0], ends[1]))
        return PageBox(x: box.x, y: box.y + least, width: box.width, height: box.height + most - least)
    }
}

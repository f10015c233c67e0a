/// An upright rectangle on a page, in the page's unit, from the top left corner.
public struct TextBox: Codable, Hashable, Sendable {
    /// The left edge.
    public var x: Double
    /// The top edge.
    public var y: Double
    /// The extent to the right.
    public var width: Double
    /// The extent downwards.
    public var height: Double

    /// A box at (`x`, `y`).
    public init(x: Double, y: Double, width: Double, height: Double) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// The smallest box around all of `boxes`; nil when there is none.
    public init?(around boxes: some Sequence<TextBox>) {
        var iterator = boxes.makeIterator()
        guard var box = iterator.next() else { return nil }
        while let next = iterator.next() {
            let (right, bottom) = (max(box.maxX, next.maxX), max(box.maxY, next.maxY))
            box.x = min(box.x, next.x)
            box.y = min(box.y, next.y)
            box.width = right - box.x
            box.height = bottom - box.y
        }
        self = box
    }

    /// The right edge.
    public var maxX: Double { x + width }
    /// The bottom edge.
    public var maxY: Double { y + height }

    /// The box with every length multiplied by `factor`: pixels to points, for instance.
    public func scaled(by factor: Double) -> TextBox {
        TextBox(x: x * factor, y: y * factor, width: width * factor, height: height * factor)
    }
}

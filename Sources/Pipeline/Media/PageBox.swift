/// An upright rectangle on a page or a picture, from its top left corner, in its unit: points of 1/72 inch on a page of a
/// document, which is taken as it is shown (after `/Rotate`, cut to its crop box), pixels on a picture.
public struct PageBox: Codable, Sendable, Hashable {
    /// From the left edge.
    public var x: Double
    /// From the top edge.
    public var y: Double
    /// The extent to the right.
    public var width: Double
    /// The extent downwards.
    public var height: Double

    /// Makes a rectangle.
    public init(x: Double, y: Double, width: Double, height: Double) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// The rectangle between two corners, whichever they are.
    init(from first: (x: Double, y: Double), to second: (x: Double, y: Double)) {
        x = min(first.x, second.x)
        y = min(first.y, second.y)
        width = abs(first.x - second.x)
        height = abs(first.y - second.y)
    }

    /// The smallest rectangle around all of `boxes`; nil when there is none.
    public init?(around boxes: some Sequence<PageBox>) {
        var iterator = boxes.makeIterator()
        guard var box = iterator.next() else { return nil }
        while let next = iterator.next() { box = box.union(next) }
        self = box
    }

    /// The rectangle with every length multiplied by `factor`: pixels to points, for instance.
    public func scaled(by factor: Double) -> PageBox {
        PageBox(x: x * factor, y: y * factor, width: width * factor, height: height * factor)
    }

    /// The right edge.
    public var maxX: Double { x + width }
    /// The lower edge.
    public var maxY: Double { y + height }
    /// Width times height.
    var area: Double { width * height }
    /// The middle.
    var centre: (x: Double, y: Double) { (x + width / 2, y + height / 2) }

    /// What both have in common; of no area when that is nothing.
    func intersection(_ other: PageBox) -> PageBox {
        let (left, top) = (max(x, other.x), max(y, other.y))
        let (right, bottom) = (min(maxX, other.maxX), min(maxY, other.maxY))
        return PageBox(x: left, y: top, width: max(0, right - left), height: max(0, bottom - top))
    }

    /// The smallest rectangle around both.
    func union(_ other: PageBox) -> PageBox {
        PageBox(from: (min(x, other.x), min(y, other.y)), to: (max(maxX, other.maxX), max(maxY, other.maxY)))
    }

    /// Wider and higher by `margin` on each side.
    func enlarged(by margin: Double) -> PageBox {
        PageBox(x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin)
    }

    /// Whether the point lies inside.
    func contains(_ point: (x: Double, y: Double)) -> Bool {
        point.x >= x && point.x <= maxX && point.y >= y && point.y <= maxY
    }
}

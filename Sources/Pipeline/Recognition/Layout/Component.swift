/// A connected part of the ink on a page: its bounding box in pixels of the look.
struct Component: Hashable, Sendable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int

    /// One past the right edge.
    var right: Int { x + width }
    /// One past the bottom edge.
    var bottom: Int { y + height }
    /// Twice the centre, so that it stays whole.
    var doubleCentreX: Int { 2 * x + width }

    /// The part as it lies on a page of `height` rows that is turned clockwise by a quarter.
    func turnedClockwise(pageHeight: Int) -> Component {
        Component(x: pageHeight - bottom, y: x, width: height, height: width)
    }
}

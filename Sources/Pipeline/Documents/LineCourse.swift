/// Where a line leads, told from where its characters stand, one after the other.
struct LineCourse {
    /// The direction of reading as seen on the page.
    enum Direction { case right, left, vertical }

    private var first: PageBox?
    private var last: PageBox?
    private var count = 0
    private var isStacked = true
    private var isBackward = true

    /// Takes the next character.
    mutating func add(_ box: PageBox) {
        count += 1
        if let first, let last {
            if box.x != first.x || box.width != first.width || box.y == last.y { isStacked = false }
            if box.centre.x >= last.centre.x { isBackward = false }
        } else {
            first = box
        }
        last = box
    }

    /// The direction. One or two characters say nothing, and are taken to run to the right.
    var direction: Direction {
        guard count > 2 else { return .right }
        return isStacked ? .vertical : isBackward ? .left : .right
    }
}

/// The groups of pictures of a range of segments, numbered from 0.
struct GroupPlan: Sendable {
    /// One group.
    struct Group: Sendable {
        /// Its pictures in the order of showing.
        let pictures: Range<Int>
        /// The segment it belongs to.
        let segment: Int
        /// Whether it is the segment's last.
        let endsSegment: Bool
    }

    private let groups: [Group]
    /// All pictures of the range.
    let pictures: Range<Int>

    init(_ spans: ArraySlice<SegmentPlan.Span>) {
        groups = spans.flatMap { span in
            span.groups.enumerated().map { number, pictures in
                Group(pictures: pictures, segment: span.number, endsSegment: number == span.groups.count - 1)
            }
        }
        pictures = (groups.first?.pictures.lowerBound ?? 0)..<(groups.last?.pictures.upperBound ?? 0)
    }

    /// How many groups there are.
    var count: Int { groups.count }

    subscript(number: Int) -> Group { groups[number] }

    /// The number of the group that `picture`, which is in range, belongs to.
    func number(of picture: Int) -> Int {
        var (low, high) = (0, groups.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if groups[middle].pictures.lowerBound <= picture { low = middle } else { high = middle }
        }
        return low
    }
}

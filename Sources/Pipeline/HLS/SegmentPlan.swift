/// Where a presentation is cut: shared by all rungs, immutable, and a pure function of the media index.
struct SegmentPlan: Sendable {
    /// One segment.
    struct Span: Sendable, Equatable {
        /// From 0.
        let number: Int
        /// When it begins, seconds from the media's zero.
        let start: Rational
        /// When the next one begins or the media ends.
        let end: Rational
        /// The pictures it shows.
        let pictures: Range<Int>
        /// The same pictures in groups of about two seconds, each encoded on its own.
        let groups: [Range<Int>]

        /// Seconds.
        var duration: Rational { end - start }
        /// The first 90 kHz tick that belongs to the segment.
        var startTick: Int64 { start.ticks(rate: 90_000) }
        /// The first 90 kHz tick that no longer does.
        var endTick: Int64 { end.ticks(rate: 90_000) }
    }

    /// The wanted length of a segment, seconds.
    static let target = Rational(4)
    /// The wanted length of a group of pictures, seconds.
    static let groupTarget = Rational(2)
    /// The longest segment made in order to copy a source instead of encoding it, seconds.
    static let longestCopied = Rational(10)

    /// The segments in order; never empty.
    let spans: [Span]

    /// EXT-X-TARGETDURATION (RFC 8216, 4.3.3.1): no segment, rounded to whole seconds, is longer.
    var targetDuration: Int {
        spans.map { Int($0.duration.ticks(rate: 1)) }.max().map { max(1, $0) } ?? 1
    }

    /// Cuts a video. `firstPictures` are the first pictures of the segments after the first; with `hasSound` what is
    /// heard while no new picture comes is cut on the plain grid.
    init(
        _ timeline: VideoTimeline, timeBase: Rational, origin: Rational, firstPictures: [Int], end: Rational,
        hasSound: Bool
    ) {
        func time(_ picture: Int) -> Rational { Rational.time(timeline.times[picture], timeBase) - origin }
        var starts: [(time: Rational, picture: Int)] = [(.zero, 0)]
        for next in firstPictures.map({ (time: time($0), picture: $0) }) + [(time: end, picture: timeline.times.count)]
        {
            if hasSound, let last = starts.last, next.time - last.time > Self.longestCopied {
                var cut = last.time + Self.target
                let lastPicture = next.picture > 0 ? time(next.picture - 1) : .zero
                if cut <= lastPicture {
                    cut = cut + Rational(((lastPicture - cut) / Self.target).floor + 1) * Self.target
                }
                while next.time - cut > Self.target / Rational(2) {
                    starts.append((cut, next.picture))
                    cut = cut + Self.target
                }
            }
            starts.append(next)
        }
        spans = starts.indices.dropLast().map { number in
            let (start, next) = (starts[number], starts[number + 1])
            let pictures = start.picture..<next.picture
            return Span(
                number: number, start: start.time, end: next.time, pictures: pictures,
                groups: Self.groups(pictures, duration: next.time - start.time))
        }
    }

    /// Cuts sound alone on the plain grid.
    init(audioUntil end: Rational) {
        var cuts = [Rational.zero]
        while let last = cuts.last, end - last > Self.target * Rational(3, 2) { cuts.append(last + Self.target) }
        spans = cuts.indices.map { number in
            Span(
                number: number, start: cuts[number], end: number + 1 < cuts.count ? cuts[number + 1] : end,
                pictures: 0..<0, groups: [])
        }
    }

    /// Halves, thirds, … of about two seconds.
    private static func groups(_ pictures: Range<Int>, duration: Rational) -> [Range<Int>] {
        guard !pictures.isEmpty else { return [] }
        let count = min(pictures.count, max(1, Int((duration / groupTarget).ticks(rate: 1))))
        return (0..<count).map { number in
            let lower = pictures.lowerBound + pictures.count * number / count
            return lower..<pictures.lowerBound + pictures.count * (number + 1) / count
        }
    }
}

extension SegmentPlan {
    /// Cuts near the grid: at a closed key frame within a second of it where there is one, else at the nearest picture.
    /// What would be a sliver at the end stays with the segment before it.
    static func gridCuts(_ timeline: VideoTimeline, end: Rational) -> [Int] {
        let target = target.ticks(rate: 90_000)
        let closed = timeline.entryPoints.filter(\.isClosed).map(\.picture)
        let closedTicks = closed.map { timeline.ticks[$0] }
        let last = end.ticks(rate: 90_000)
        var cuts: [Int] = []
        var start: Int64 = 0
        while last - start >= target * 3 / 2 {
            let (ideal, previous) = (start + target, cuts.last ?? 0)
            let near =
                SortedColumn.firstIndex(
                    in: closedTicks, notBefore: ideal - target / 4)..<SortedColumn.firstIndex(
                    in: closedTicks, notBefore: ideal + target / 4)
            let keyFrame = near.min { abs(closedTicks[$0] - ideal) < abs(closedTicks[$1] - ideal) }.map { closed[$0] }
            let picture = max(keyFrame ?? nearestPicture(to: ideal, timeline), previous + 1)
            guard picture < timeline.ticks.count, last - timeline.ticks[picture] >= target / 2 else { break }
            cuts.append(picture)
            start = timeline.ticks[picture]
        }
        return cuts
    }

    /// Cuts at closed key frames only, as a copy needs it; nil when they are too far apart.
    static func copyCuts(_ timeline: VideoTimeline, end: Rational) -> [Int]? {
        let target = target.ticks(rate: 90_000)
        let longest = longestCopied.ticks(rate: 90_000)
        let last = end.ticks(rate: 90_000)
        guard timeline.entryPoints.first.map({ $0.isClosed && $0.picture == 0 }) == true else { return nil }
        var candidates = timeline.entryPoints.filter(\.isClosed).map(\.picture).dropFirst()[...]
        var cuts: [Int] = []
        var start: Int64 = 0
        while last - start >= target * 3 / 2 {
            // Passed by: what would make a segment shorter than half the target.
            candidates = candidates.drop { timeline.ticks[$0] - start < target / 2 }
            let ideal = start + target
            let reachable = candidates.prefix { timeline.ticks[$0] - start <= longest }
            guard let picture = reachable.min(by: { abs(timeline.ticks[$0] - ideal) < abs(timeline.ticks[$1] - ideal) })
            else { break }
            if last - timeline.ticks[picture] < target / 2 { break }
            cuts.append(picture)
            start = timeline.ticks[picture]
        }
        return last - start <= longest ? cuts : nil
    }

    private static func nearestPicture(to tick: Int64, _ timeline: VideoTimeline) -> Int {
        let after = timeline.picture(notBefore: tick)
        guard after > 0 else { return after }
        guard after < timeline.ticks.count else { return after - 1 }
        return timeline.ticks[after] - tick < tick - timeline.ticks[after - 1] ? after : after - 1
    }
}

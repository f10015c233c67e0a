/// Makes grey pictures smaller: each pixel becomes the mean of what it covers.
extension Raster {
    /// The grey picture with `dots` to the inch, fewer than it has; itself when it is not grey, has no resolution or no more
    /// than `dots`. Throws as `Raster.init`.
    func reduced(to dots: Double) throws -> Raster {
        guard layout == .grey, let dotsPerInch, dots > 0, dots < dotsPerInch else { return self }
        let step = dotsPerInch / dots
        let (across, down) = (Coverage(width, step: step), Coverage(height, step: step))
        return try Raster(width: across.spans.count, height: down.spans.count, layout: .grey, dotsPerInch: dots) {
            target in
            samples.withUnsafeBufferPointer { source in
                var sums = [UInt32](repeating: 0, count: width)
                var next = 0
                for (row, span) in down.spans.enumerated() {
                    let weights = down.weights[next..<next + span.places.count]
                    next = weights.endIndex
                    Self.add(span.places, weights, of: source, to: &sums, width: width)
                    let line = UnsafeMutableBufferPointer(
                        rebasing: target[row * across.spans.count..<(row + 1) * across.spans.count])
                    Self.divide(sums, across, by: span.total, into: line)
                }
            }
        }
    }

    /// Fills `sums` with the columns of the rows at `places`, each as often as its weight says.
    private static func add(
        _ places: Range<Int>, _ weights: ArraySlice<UInt32>, of source: UnsafeBufferPointer<UInt8>,
        to sums: inout [UInt32], width: Int
    ) {
        sums.withUnsafeMutableBufferPointer { sums in
            for column in 0..<width { sums[column] = 0 }
            for (place, weight) in zip(places, weights) {
                let line = UnsafeBufferPointer(rebasing: source[place * width..<(place + 1) * width])
                for column in 0..<width { sums[column] &+= weight &* UInt32(line[column]) }
            }
        }
    }

    /// Writes the means of `sums`, each of which counts `height`, over what the columns of `line` cover.
    private static func divide(
        _ sums: [UInt32], _ across: Coverage, by height: UInt32, into line: UnsafeMutableBufferPointer<UInt8>
    ) {
        sums.withUnsafeBufferPointer { sums in
            across.weights.withUnsafeBufferPointer { weights in
                var next = 0
                for (column, span) in across.spans.enumerated() {
                    var sum: UInt64 = 0
                    for place in span.places {
                        sum &+= UInt64(weights[next]) &* UInt64(sums[place])
                        next += 1
                    }
                    let whole = UInt64(height) &* UInt64(span.total)
                    line[column] = UInt8(truncatingIfNeeded: (sum &+ whole / 2) / whole)
                }
            }
        }
    }
}

/// Which of many pixels in a row each of fewer covers, and how much of them, in 256ths.
private struct Coverage {
    /// The pixels that one of the fewer covers, all or a part, and how much that is together.
    struct Span {
        var places: Range<Int>
        var total: UInt32
    }

    /// Those of the fewer ones, in order.
    private(set) var spans: [Span] = []
    /// How much of each pixel lies in the span whose places are listed, span by span.
    private(set) var weights: [UInt32] = []

    /// `length` pixels, `step` of them in one.
    init(_ length: Int, step: Double) {
        let count = max(1, Int((Double(length) / step).rounded(.up)))
        let edges = (0...count).map { min(length * 256, Int((Double($0) * step * 256).rounded())) }
        for (begin, end) in zip(edges, edges.dropFirst()) {
            let first = min(begin >> 8, length - 1)
            let places = first..<max(first + 1, (end + 255) >> 8)
            let parts = places.map { UInt32(max(1, min(end, ($0 + 1) << 8) - max(begin, $0 << 8))) }
            weights += parts
            spans.append(Span(places: places, total: parts.reduce(0, +)))
        }
    }
}

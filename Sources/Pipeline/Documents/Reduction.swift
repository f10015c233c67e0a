/// Makes grey pictures smaller: each pixel becomes the mean of what it covers.
extension Raster {
    /// The grey picture with `dots` to the inch, fewer than it has; itself when it is not grey, has no resolution or no more
    /// than `dots`. Throws as `Raster.init`.
    func reduced(to dots: Double) throws -> Raster {
        guard layout == .grey, let dotsPerInch, dots > 0, dots < dotsPerInch else { return self }
        let step = dotsPerInch / dots
        let (across, down) = (Coverage(width, step: step), Coverage(height, step: step))
        return try Raster(width: across.count, height: down.count, layout: .grey, dotsPerInch: dots) { target in
            samples.withUnsafeBufferPointer { source in
                var sums = [UInt32](repeating: 0, count: width)
                for row in 0..<down.count {
                    Self.add(down, row, of: source, to: &sums, width: width)
                    let line = UnsafeMutableBufferPointer(
                        rebasing: target[row * across.count..<(row + 1) * across.count])
                    Self.divide(sums, across, by: down.total(row), into: line)
                }
            }
        }
    }

    /// Fills `sums` with the columns of the rows that `row` covers.
    private static func add(
        _ down: Coverage, _ row: Int, of source: UnsafeBufferPointer<UInt8>, to sums: inout [UInt32], width: Int
    ) {
        sums.withUnsafeMutableBufferPointer { sums in
            for column in 0..<width { sums[column] = 0 }
            for place in down.places(row) {
                let weight = down.weight(of: place, in: row)
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
            for column in 0..<line.count {
                var sum: UInt64 = 0
                for place in across.places(column) {
                    sum &+= UInt64(across.weight(of: place, in: column)) &* UInt64(sums[place])
                }
                let whole = UInt64(height) &* UInt64(across.total(column))
                line[column] = UInt8(truncatingIfNeeded: (sum &+ whole / 2) / whole)
            }
        }
    }
}

/// Which of many pixels in a row each of fewer covers, and how much of them, in 256ths.
private struct Coverage {
    /// The fewer ones.
    let count: Int
    private let edges: [Int]
    private let last: Int

    /// `length` pixels, `step` of them in one.
    init(_ length: Int, step: Double) {
        count = max(1, Int((Double(length) / step).rounded(.up)))
        last = length
        edges = (0...count).map { min(length * 256, Int((Double($0) * step * 256).rounded())) }
    }

    /// The pixels that `place` covers, all or a part.
    func places(_ place: Int) -> Range<Int> {
        let first = min(edges[place] >> 8, last - 1)
        return first..<max(first + 1, (edges[place + 1] + 255) >> 8)
    }

    /// How much of `pixel` lies in `place`.
    func weight(of pixel: Int, in place: Int) -> UInt32 {
        UInt32(max(1, min(edges[place + 1], (pixel + 1) << 8) - max(edges[place], pixel << 8)))
    }

    /// All of that together.
    func total(_ place: Int) -> UInt32 {
        places(place).reduce(0) { $0 + weight(of: $1, in: place) }
    }
}

import Testing

@testable import Pipeline

/// The wide units of the processor, where it has them, beside the plain ones.
@Suite(.enabled(if: VectorUnits.areWide)) struct VectorUnitTests {
    @Test(
        "rows come out the same",
        arguments: [(64, 1), (7, 3), (1363, 720), (999, 13), (3, 2), (2, 1), (100, 99), (1, 1)],
        [1, 2, 3, 4])
    func rows(_ lengths: (from: Int, to: Int), _ bands: Int) {
        let weights = RowReduction.weights(from: lengths.from, to: lengths.to)
        for columns in [0..<lengths.to, lengths.to / 3..<lengths.to, 0..<(lengths.to + 1) / 2] {
            let made = [true, false].map { isWide in
                let reduction = RowReduction(weights, bands: bands, columns: columns, isWide: isWide)
                var state: UInt32 = 3
                let line = (0..<reduction.room).map { _ in
                    state = state &* 1_664_525 &+ 1_013_904_223
                    // With a fraction, and beyond black and white, as columns come out of a kernel with negative lobes.
                    return Int16(truncatingIfNeeded: Int(state >> 16) % (300 << reduction.fraction)) - 20 << 6
                }
                // What lies behind the last pixel must stay.
                var pixels = [UInt8](repeating: 77, count: columns.count * bands + 8)
                line.withUnsafeBufferPointer { line in
                    pixels.withUnsafeMutableBufferPointer { pixels in
                        guard let line = line.baseAddress, let pixels = pixels.baseAddress else { return }
                        reduction.reduce(line, into: pixels)
                    }
                }
                return pixels
            }
            #expect(made[0] == made[1])
            #expect(made[0].suffix(8).allSatisfy { $0 == 77 })
            #expect(lengths.to < 13 || Set(made[0].dropLast(8)).count > 2)
        }
    }

    @Test(
        "columns come out the same", arguments: [(64, 1), (7, 3), (301, 160), (99, 13), (3, 2), (2, 1), (100, 99)],
        [1, 31, 32, 33, 97])
    func columns(_ lengths: (from: Int, to: Int), _ samples: Int) {
        let weights = KernelWeights(from: lengths.from, to: lengths.to)
        let made = [true, false].map { isWide in
            var reduction = ColumnReduction(weights, samples: samples, startingAt: 0, isWide: isWide)
            var state: UInt32 = 5
            var lines: [[Int16]] = []
            var line = [Int16](repeating: 0, count: ColumnReduction.wholeBlocks(samples))
            for _ in 0..<lengths.to {
                while !reduction.isReady {
                    let row = (0..<samples).map { _ in
                        state = state &* 1_664_525 &+ 1_013_904_223
                        return UInt8(state >> 24)
                    }
                    row.withUnsafeBufferPointer { row in
                        if let row = row.baseAddress { reduction.add(row) }
                    }
                }
                line.withUnsafeMutableBufferPointer { line in
                    if let line = line.baseAddress { reduction.next(into: line, fraction: 4) }
                }
                lines.append(Array(line.prefix(samples)))
            }
            return lines
        }
        #expect(made[0] == made[1])
        #expect(Set(made[0].joined()).count > 1 || samples * lengths.to == 1)
    }
}

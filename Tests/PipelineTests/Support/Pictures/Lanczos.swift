import Foundation
import Pipeline

/// Making pictures smaller by the formula, in no hurry: Lanczos' kernel of three lobes, as wide as the picture becomes smaller,
/// over the samples around; those beyond the edges are like the last.
enum Lanczos {
    /// `raster` in grey with `width` by `height` pixels, each at least one and at most what there was.
    static func grey(_ raster: Raster, to width: Int, _ height: Int) throws -> Raster {
        let step = raster.layout.rawValue
        let across = weights(from: raster.width, to: width)
        let down = weights(from: raster.height, to: height)
        let rows = (0..<raster.height).map { y in
            raster.samples.withUnsafeBufferPointer { samples in
                shorter((0..<raster.width).map { Double(samples[y * raster.bytesPerRow + $0 * step]) }, across)
            }
        }
        let columns = (0..<width).map { x in shorter(rows.map { $0[x] }, down) }
        return try Drawing.draw(width, height, .grey) { x, y in
            [UInt8(min(255, max(0, columns[x][y].rounded())))]
        }
    }

    /// `line` with `count` samples.
    static func shorter(_ line: [Double], to count: Int) -> [Double] {
        shorter(line, weights(from: line.count, to: count))
    }

    /// How much of the sample at each position goes into one of the fewer samples.
    private struct Weights {
        var positions: [Int]
        var values: [Double]
    }

    private static func weights(from length: Int, to count: Int) -> [Weights] {
        let factor = Double(length) / Double(count)
        return (0..<count).map { index in
            let centre = (Double(index) + 0.5) * factor - 0.5
            let around = Array(Int(centre - 3 * factor) - 1...Int(centre + 3 * factor) + 1)
            let values = around.map { kernel((Double($0) - centre) / factor) }
            let sum = values.reduce(0, +)
            return Weights(positions: around.map { min(max($0, 0), length - 1) }, values: values.map { $0 / sum })
        }
    }

    private static func shorter(_ line: [Double], _ weights: [Weights]) -> [Double] {
        line.withUnsafeBufferPointer { line in
            weights.map { weights in
                weights.positions.withUnsafeBufferPointer { positions in
                    weights.values.withUnsafeBufferPointer { values in
                        var sum = 0.0
                        var index = 0
                        while index < positions.count {
                            sum += values[index] * line[positions[index]]
                            index &+= 1
                        }
                        return sum
                    }
                }
            }
        }
    }

    private static func kernel(_ x: Double) -> Double {
        guard x != 0 else { return 1 }
        guard abs(x) < 3 else { return 0 }
        let angle = Double.pi * x
        return 3 * sin(angle) * sin(angle / 3) / (angle * angle)
    }
}

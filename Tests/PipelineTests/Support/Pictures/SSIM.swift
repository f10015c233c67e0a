import Foundation
import Pipeline

/// How alike two pictures look: the mean structural similarity of their grey, 1 for the same picture (Wang, Bovik, Sheikh
/// and Simoncelli, "Image Quality Assessment", 2004), over windows of 8 × 8 pixels every 4 pixels.
enum SSIM {
    static func compare(_ left: Raster, _ right: Raster) -> Double {
        guard left.width == right.width, left.height == right.height, left.width >= 8, left.height >= 8 else {
            return 0
        }
        let (first, second) = (grey(left), grey(right))
        var (sum, count) = (0.0, 0)
        first.withUnsafeBufferPointer { first in
            second.withUnsafeBufferPointer { second in
                for top in stride(from: 0, through: left.height - 8, by: 4) {
                    for start in stride(from: 0, through: left.width - 8, by: 4) {
                        sum += window(first, second, top * left.width + start, left.width)
                        count += 1
                    }
                }
            }
        }
        return sum / Double(count)
    }

    private static func window(
        _ first: UnsafeBufferPointer<Int>, _ second: UnsafeBufferPointer<Int>, _ origin: Int, _ width: Int
    ) -> Double {
        var (a, b, aa, bb, ab) = (0, 0, 0, 0, 0)
        var row = origin
        for _ in 0..<8 {
            for index in row..<row + 8 {
                let (x, y) = (first[index], second[index])
                a &+= x
                b &+= y
                aa &+= x &* x
                bb &+= y &* y
                ab &+= x &* y
            }
            row += width
        }
        let (meanA, meanB) = (Double(a) / 64, Double(b) / 64)
        let (varianceA, varianceB) = (Double(aa) / 64 - meanA * meanA, Double(bb) / 64 - meanB * meanB)
        let covariance = Double(ab) / 64 - meanA * meanB
        let (c1, c2) = (6.5025, 58.5225)
        return (2 * meanA * meanB + c1) * (2 * covariance + c2)
            / ((meanA * meanA + meanB * meanB + c1) * (varianceA + varianceB + c2))
    }

    private static func grey(_ raster: Raster) -> [Int] {
        let step = raster.layout.rawValue
        return raster.samples.withUnsafeBufferPointer { samples in
            (0..<raster.width * raster.height).map { pixel in
                let start = pixel * step
                return step < 3
                    ? Int(samples[start])
                    : (Int(samples[start]) * 54 + Int(samples[start + 1]) * 183 + Int(samples[start + 2]) * 19) >> 8
            }
        }
    }
}

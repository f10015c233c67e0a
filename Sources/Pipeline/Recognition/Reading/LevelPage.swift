internal import CTesseract
internal import Foundation

/// A page with level lines of text: every column of pixels moved up or down as a slope field says.
struct LevelPage: ~Copyable {
    /// The picture, as large as the page.
    let bitmap: Bitmap
    /// From its pixels back to the page's.
    let placement: LevelPlacement

    /// Sets `page` level by `field`, measured on a picture that was `scale` times as large.
    init(_ page: borrowing Bitmap, _ field: SlopeField, scale: Double) throws(MediaError) {
        placement = LevelPlacement(
            field: field, width: Double(page.width), height: Double(page.height), scale: 1 / scale)
        if field.isCurved {
            bitmap = try Self.straightened(page, placement)
        } else if field.constant != 0 {
            bitmap = try Bitmap(
                pixVShearLI(
                    page.handle, Int32(page.width / 2), Float(-atan(field.constant)), Int32(L_BRING_IN_WHITE)),
                "pixVShearLI")
        } else {
            bitmap = try Bitmap(pixClone(page.handle), "pixClone")
        }
    }

    private static func straightened(
        _ page: borrowing Bitmap, _ placement: LevelPlacement
    ) throws(MediaError) -> Bitmap {
        let (width, height) = (page.width, page.height)
        let source = try page.samples()
        // The drop is smooth: it is computed on a grid of 16 pixels and interpolated downwards.
        let step = 16
        var target = [UInt8](repeating: UInt8(Bitmap.paper), count: width * height)
        source.withUnsafeBufferPointer { source in
            target.withUnsafeMutableBufferPointer { target in
                var above = [Double](repeating: 0, count: width)
                var below = (0..<width).map { placement.drop(x: Double($0), y: 0) }
                for top in stride(from: 0, to: height, by: step) {
                    above = below
                    below = (0..<width).map { placement.drop(x: Double($0), y: Double(top + step)) }
                    for row in top..<min(height, top + step) {
                        let share = Double(row - top) / Double(step)
                        for column in 0..<width {
                            let from = Double(row) + above[column] + share * (below[column] - above[column])
                            guard from >= 0, from < Double(height - 1) else { continue }
                            let upper = Int(from)
                            let part = Int((from - Double(upper)) * 256)
                            let first = Int(source[upper * width + column])
                            let second = Int(source[(upper + 1) * width + column])
                            target[row * width + column] = UInt8(
                                truncatingIfNeeded: first + (part * (second - first)) >> 8)
                        }
                    }
                }
            }
        }
        return try Bitmap.grey(samples: target, width: width, height: height)
    }
}

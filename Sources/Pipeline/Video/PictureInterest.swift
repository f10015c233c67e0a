internal import CFFmpeg

/// How much there is to see in a picture: the spread of its brightness.
enum PictureInterest {
    /// Below this a picture is black, white, or nearly without detail.
    static let dull = 12.0

    /// The standard deviation of the luma of a small grey copy, 0…127; less for pictures that are almost black or white.
    static func score(_ frame: borrowing Frame) throws(MediaError) -> Double {
        let filter = try VideoFilter.make("scale=64:36:flags=area,format=gray", for: frame)
        try filter.send(frame)
        try filter.finish()
        guard let small = try filter.receive(), let plane = small.handle.pointee.data.0 else { return 0 }
        let stride = Int(small.handle.pointee.linesize.0)
        var (sum, squares) = (0.0, 0.0)
        for row in 0..<36 {
            for column in 0..<64 {
                let value = Double(plane[row * stride + column])
                sum += value
                squares += value * value
            }
        }
        let mean = sum / 2304
        let deviation = max(0, squares / 2304 - mean * mean).squareRoot()
        return mean < 20 || mean > 238 ? deviation / 2 : deviation
    }
}

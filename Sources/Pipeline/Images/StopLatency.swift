/// How long libvips may go on with a picture after it was told to stop, at worst.
///
/// It looks between the pieces that it works in. For most codecs a piece is some rows, for others the whole picture, which
/// one call of the codec's library decodes or encodes. Each figure is nanoseconds of processor time for a pixel, measured on
/// a photograph and rounded up.
enum StopLatency {
    /// What is more is left to a process that can be killed, so that a core is free within 100 ms.
    static let most = Duration.milliseconds(60)
    /// Rows that libvips hands to an encoder at once, two buffers of them.
    private static let rows = 256

    /// Until decoding a page or frame ends.
    static func decoding(_ header: ImageHeader) -> Duration {
        let perPixel: Double =
            switch header.format {
            // Progressive and interlaced files too are decoded while they are read, and a read can be refused.
            case .jpeg, .png: 0
            case .gif: 20
            case .webp: 30
            case .tiff, .jxl: 35
            case .avif: 40
            case .heic: 80
            case .jp2: 150
            }
        return .nanoseconds(perPixel * Double(header.storedWidth * header.storedHeight))
    }

    /// Until encoding a frame of `size` ends.
    static func encoding(_ size: PixelSize, as output: ImageOutput) -> Duration {
        let all = Double(size.width * size.height)
        let some = Double(size.width * min(size.height, rows))
        let effort = output.codecEffort(pixels: size.width * size.height)
        let webp: [Double] = [20, 30, 60, 90, 140, 200, 400]
        let time: Double =
            switch output.format {
            case .jpeg: output.optimises ? 25 * all : 0
            case .png: 120 * (output.isProgressive ? all : some)
            case .tiff: 220 * some
            case .webp: webp[min(6, max(0, effort))] * all
            // Each step takes about twice the time of the one before.
            case .avif: (effort < 1 ? 60 : 200 * doubled(effort - 1)) * all
            case .jxl: 60 * doubled(effort - 3) * all
            // However small the picture is, its palette is looked for as long.
            case .gif: 90e6 + 1500 * all
            case .heic, .jp2: 0
            }
        return .nanoseconds(time)
    }

    private static func doubled(_ times: Int) -> Double { Double(1 << max(0, times)) }
}

extension Duration {
    fileprivate static func nanoseconds(_ count: Double) -> Duration { .seconds(count / 1e9) }
}

/// Which qualities a source is offered in: a pure function of its size, rate and packets.
enum Ladder {
    /// A place on the ladder.
    struct Size {
        let name: String
        let width: Int
        let height: Int
        /// Bits per second of video.
        let rate: Int
    }

    /// Name (the shorter side in pixels) and video rate of the full ladder.
    private static let rates: [(side: Int, rate: Int)] = [
        (360, 800_000), (480, 1_400_000), (720, 2_800_000), (1080, 5_000_000), (1440, 9_000_000), (2160, 16_000_000),
    ]

    /// Names, sizes and video rates of the rungs of a picture of `size`, smallest first; none is larger than the source.
    /// A source below the ladder gets one rung of its own size.
    static func sizes(for size: (width: Int, height: Int)) -> [Size] {
        let short = min(size.width, size.height)
        let fitting = rates.filter { $0.side <= short }
        guard !fitting.isEmpty else {
            let (width, height) = (even(size.width), even(size.height))
            return [Size(name: "\(min(width, height))p", width: width, height: height, rate: rates[0].rate)]
        }
        return fitting.map { rung in
            func scaled(_ side: Int) -> Int {
                min(max(2, (side * rung.side + short) / (2 * short) * 2), even(side))
            }
            return Size(
                name: "\(rung.side)p", width: scaled(size.width), height: scaled(size.height), rate: rung.rate)
        }
    }

    /// The lowest H.264 level (ITU-T H.264, table A-1, High profile) for pictures of this size, rate and bit rate.
    static func level(width: Int, height: Int, frameRate: Double, bitRate: Int) -> Int {
        let table: [(level: Int, blocksPerSecond: Int, blocks: Int, rate: Int)] = [
            (13, 11_880, 396, 960_000), (21, 19_800, 792, 5_000_000), (22, 20_250, 1_620, 5_000_000),
            (30, 40_500, 1_620, 12_500_000), (31, 108_000, 3_600, 17_500_000), (32, 216_000, 5_120, 25_000_000),
            (40, 245_760, 8_192, 25_000_000), (42, 522_240, 8_704, 62_500_000), (50, 589_824, 22_080, 168_750_000),
            (51, 983_040, 36_864, 300_000_000), (52, 2_073_600, 36_864, 300_000_000),
        ]
        let blocks = ((width + 15) / 16) * ((height + 15) / 16)
        let perSecond = Int((Double(blocks) * max(1, min(frameRate, 300))).rounded(.up))
        return table.first { blocks <= $0.blocks && perSecond <= $0.blocksPerSecond && bitRate <= $0.rate }?.level ?? 62
    }

    private static func even(_ side: Int) -> Int { max(2, side / 2 * 2) }
}

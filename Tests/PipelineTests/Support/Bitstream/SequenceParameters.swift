/// What an H.264 sequence parameter set says (ITU-T H.264, 7.3.2.1.1 and annex E), as far as a playlist repeats it.
struct SequenceParameters: Sendable, Hashable {
    /// `profile_idc`.
    var profile: Int
    /// The byte of constraint flags.
    var constraints: Int
    /// `level_idc`.
    var level: Int
    /// Pixels across, cropped.
    var width: Int
    /// Pixels down, cropped.
    var height: Int
    /// The pixel aspect; 1:1 when unspecified.
    var aspect: (width: Int, height: Int) = (1, 1)
    /// 8, 10, …
    var lumaDepth = 8
    /// `chroma_format_idc`: 1 for 4:2:0.
    var chroma = 1
    /// Whether pictures are frames only (`frame_mbs_only_flag`).
    var isProgressive = true
    /// `video_full_range_flag`.
    var isFullRange = false
    /// `colour_primaries`, `transfer_characteristics`, `matrix_coefficients`; 2 when unspecified.
    var colour = [2, 2, 2]

    /// The codecs parameter of RFC 6381 for `avc1`.
    var codecs: String {
        "avc1."
            + [profile, constraints, level].map { byte in
                let hex = String(byte, radix: 16)
                return hex.count < 2 ? "0" + hex : hex
            }.joined()
    }

    /// Reads the NAL unit, header included.
    init(unit: [UInt8]) throws {
        var reader = BitReader(Self.withoutEmulation(Array(unit.dropFirst())))
        profile = reader.bits(8)
        constraints = reader.bits(8)
        level = reader.bits(8)
        _ = reader.unsignedCode()
        if [100, 110, 122, 244, 44, 83, 86, 118, 128].contains(profile) { Self.readHigh(&reader, &chroma, &lumaDepth) }
        _ = reader.unsignedCode()
        Self.skipOrder(&reader)
        _ = reader.unsignedCode()
        _ = reader.bit()
        let columns = reader.unsignedCode() + 1
        let rows = reader.unsignedCode() + 1
        isProgressive = reader.bit() == 1
        if !isProgressive { _ = reader.bit() }
        _ = reader.bit()
        let crop = reader.bit() == 1 ? (0..<4).map { _ in reader.unsignedCode() } : [0, 0, 0, 0]
        let unitX = chroma == 1 || chroma == 2 ? 2 : 1
        let unitY = (chroma == 1 ? 2 : 1) * (isProgressive ? 1 : 2)
        width = columns * 16 - (crop[0] + crop[1]) * unitX
        height = rows * 16 * (isProgressive ? 1 : 2) - (crop[2] + crop[3]) * unitY
        if reader.bit() == 1 { readUsability(&reader) }
        guard !reader.isExhausted, width > 0, height > 0 else { throw StreamDefect("unreadable SPS") }
    }

    static func == (left: Self, right: Self) -> Bool { left.key == right.key }
    func hash(into hasher: inout Hasher) { hasher.combine(key) }

    private var key: [Int] {
        [profile, constraints, level, width, height, aspect.width, aspect.height, lumaDepth, chroma]
            + [isProgressive ? 1 : 0, isFullRange ? 1 : 0] + colour
    }

    private static func readHigh(_ reader: inout BitReader, _ chroma: inout Int, _ depth: inout Int) {
        chroma = reader.unsignedCode()
        if chroma == 3 { _ = reader.bit() }
        depth = reader.unsignedCode() + 8
        _ = reader.unsignedCode()
        _ = reader.bit()
        guard reader.bit() == 1 else { return }
        for list in 0..<(chroma == 3 ? 12 : 8) where reader.bit() == 1 {
            var next = 8
            for _ in 0..<(list < 6 ? 16 : 64) where next != 0 { next = (next + reader.signedCode() + 256) % 256 }
        }
    }

    private static func skipOrder(_ reader: inout BitReader) {
        switch reader.unsignedCode() {
        case 0: _ = reader.unsignedCode()
        case 1:
            _ = reader.bit()
            _ = reader.signedCode()
            _ = reader.signedCode()
            for _ in 0..<min(reader.unsignedCode(), 255) { _ = reader.signedCode() }
        default: break
        }
    }

    private mutating func readUsability(_ reader: inout BitReader) {
        if reader.bit() == 1 {
            let code = reader.bits(8)
            let known = [
                (1, 1), (1, 1), (12, 11), (10, 11), (16, 11), (40, 33), (24, 11), (20, 11), (32, 11), (80, 33),
                (18, 11),
                (15, 11), (64, 33), (160, 99), (4, 3), (3, 2), (2, 1),
            ]
            if code == 255 {
                aspect = (max(reader.bits(16), 1), max(reader.bits(16), 1))
            } else if code < known.count {
                aspect = known[code]
            }
        }
        if reader.bit() == 1 { _ = reader.bit() }
        guard reader.bit() == 1 else { return }
        _ = reader.bits(3)
        isFullRange = reader.bit() == 1
        if reader.bit() == 1 { colour = (0..<3).map { _ in reader.bits(8) } }
    }

    /// The payload without emulation prevention bytes (7.4.1).
    private static func withoutEmulation(_ bytes: [UInt8]) -> [UInt8] {
        var plain: [UInt8] = []
        var zeros = 0
        for byte in bytes {
            if zeros >= 2, byte == 3 {
                zeros = 0
                continue
            }
            zeros = byte == 0 ? zeros + 1 : 0
            plain.append(byte)
        }
        return plain
    }
}

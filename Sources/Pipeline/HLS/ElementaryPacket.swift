/// A PES packet (ISO/IEC 13818-1, 2.4.3.6) before it is cut into transport packets.
struct ElementaryPacket {
    let pid: Int
    let tick: Int64
    let decodeTick: Int64
    /// The clock reference that its first transport packet carries, 90 kHz ticks.
    private(set) var clock: Int64?
    let isRandomAccess: Bool
    let header: [UInt8]
    let parts: [[UInt8]]
    /// Transport packets beyond the fewest possible; they carry stuffing.
    var extraPackets = 0

    private static let clockFieldSize = 8

    init(
        pid: Int, streamID: UInt8, tick: Int64, decodeTick: Int64, clock: Int64?, isRandomAccess: Bool,
        parts: [[UInt8]]
    ) {
        self.pid = pid
        self.tick = tick
        self.decodeTick = decodeTick
        self.clock = clock
        self.isRandomAccess = isRandomAccess
        self.parts = parts
        header = Self.header(
            streamID: streamID, tick: tick, decodeTick: decodeTick, size: parts.reduce(0) { $0 + $1.count })
    }

    /// Sets the clock back to `tick` if it is later.
    mutating func holdClock(to tick: Int64) { clock = clock.map { min($0, tick) } }

    var size: Int { header.count + parts.reduce(0) { $0 + $1.count } }

    /// Payload bytes that fit the first transport packet, beside the clock reference.
    var firstCapacity: Int { 184 - (clock == nil && !isRandomAccess ? 0 : Self.clockFieldSize) }

    /// How many transport packets it takes.
    var packetCount: Int {
        let rest = max(0, size - firstCapacity)
        return 1 + (rest + 183) / 184 + extraPackets
    }

    /// How many more transport packets it could be spread over; each must carry a byte.
    var spareBytes: Int { max(0, size - 9 - packetCount) }

    private static func header(streamID: UInt8, tick: Int64, decodeTick: Int64, size: Int) -> [UInt8] {
        let hasDecodeTick = decodeTick != tick
        let timeBytes = hasDecodeTick ? 10 : 5
        let length = size + 3 + timeBytes
        // Only video may leave the length open.
        let stated = length <= 0xFFFF ? length : 0
        var header: [UInt8] = [
            0, 0, 1, streamID, UInt8(stated >> 8), UInt8(stated & 0xFF), 0x84, hasDecodeTick ? 0xC0 : 0x80,
            UInt8(timeBytes),
        ]
        header += timestamp(tick, prefix: hasDecodeTick ? 3 : 2)
        if hasDecodeTick { header += timestamp(decodeTick, prefix: 1) }
        return header
    }

    private static func timestamp(_ tick: Int64, prefix: UInt8) -> [UInt8] {
        func byte(_ shift: Int64) -> UInt8 { UInt8(truncatingIfNeeded: tick >> shift) }
        return [
            prefix << 4 | (byte(30) & 7) << 1 | 1, byte(22), byte(14) | 1, byte(7), byte(0) << 1 | 1,
        ]
    }
}

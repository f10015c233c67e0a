/// One PES packet put together again from its transport packets (ISO/IEC 13818-1, 2.4.3.6).
struct ElementaryPacket: Sendable {
    /// The stream's PID.
    var pid: Int
    /// The index of the transport packet that it starts in.
    var firstPacket: Int
    /// Whether that packet says that decoding may start here.
    var isRandomAccess: Bool
    /// `0xE0`… video, `0xC0`… audio.
    var streamID: UInt8
    /// Presentation time, 90 kHz, 33 bits.
    var pts: Int64
    /// Decoding time, 90 kHz, 33 bits; the presentation time when the packet gives none.
    var dts: Int64
    /// The elementary stream's bytes.
    var data: [UInt8]

    /// Reads a reassembled packet.
    init(_ bytes: [UInt8], pid: Int, firstPacket: Int, isRandomAccess: Bool) throws {
        guard bytes.count >= 9, bytes[0] == 0, bytes[1] == 0, bytes[2] == 1 else {
            throw StreamDefect("no PES start code on PID \(pid) at packet \(firstPacket)")
        }
        self.pid = pid
        self.firstPacket = firstPacket
        self.isRandomAccess = isRandomAccess
        streamID = bytes[3]
        let length = Int(bytes[4]) << 8 | Int(bytes[5])
        let isVideo = streamID & 0xF0 == 0xE0
        guard length == 0 ? isVideo : length + 6 == bytes.count else {
            throw StreamDefect("PES length \(length) for \(bytes.count - 6) bytes on PID \(pid)")
        }
        guard bytes[6] & 0xC0 == 0x80, bytes[6] & 0x30 == 0 else { throw StreamDefect("PES flags of PID \(pid)") }
        let hasPTS = bytes[7] & 0x80 != 0
        let hasDTS = bytes[7] & 0x40 != 0
        let headerEnd = 9 + Int(bytes[8])
        guard hasPTS, headerEnd >= 9 + (hasDTS ? 10 : 5), headerEnd <= bytes.count else {
            throw StreamDefect("PES packet without PTS, or a header that is too short, on PID \(pid)")
        }
        pts = try Self.timestamp(bytes, at: 9, marker: hasDTS ? 0b0011 : 0b0010)
        dts = hasDTS ? try Self.timestamp(bytes, at: 14, marker: 0b0001) : pts
        data = Array(bytes[headerEnd...])
    }

    private static func timestamp(_ bytes: [UInt8], at offset: Int, marker: UInt8) throws -> Int64 {
        let field = bytes[offset..<offset + 5].map { Int64($0) }
        guard bytes[offset] >> 4 == marker, field[0] & field[2] & field[4] & 1 == 1 else {
            throw StreamDefect("PES time stamp markers at \(offset)")
        }
        return (field[0] >> 1 & 7) << 30 | field[1] << 22 | (field[2] >> 1) << 15 | field[3] << 7 | field[4] >> 1
    }
}

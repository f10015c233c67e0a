/// One AAC frame with its ADTS header (ISO/IEC 14496-3, 1.A.2.2), and its time.
struct SoundFrame: Sendable {
    /// Presentation time in ticks of 1/90,000 s, exact for the first frame of a PES packet and counted on from there.
    var pts: Double
    /// Whether it is the first of its PES packet.
    var startsPacket: Bool
    /// The transport packet that its PES packet starts in.
    var firstPacket: Int
    /// MPEG-4 audio object type; 2 is AAC-LC.
    var objectType: Int
    /// Hz.
    var rate: Int
    /// The channel configuration.
    var channels: Int
    /// The whole frame, header included.
    var bytes: [UInt8]

    /// The frame's length in ticks of 1/90,000 s.
    var ticks: Double { 1024 * 90_000 / Double(rate) }

    /// The coded frame without its seven header bytes.
    var payload: ArraySlice<UInt8> { bytes.dropFirst(7) }

    /// The codecs parameter of RFC 6381.
    var codecs: String { "mp4a.40.\(objectType)" }

    /// The frames of a PES packet, which must be whole.
    static func frames(of packet: ElementaryPacket) throws -> [SoundFrame] {
        try frames(in: packet.data, pts: packet.pts, firstPacket: packet.firstPacket)
    }

    /// The frames of a plain ADTS stream whose first frame is at `pts`.
    static func frames(in bytes: [UInt8], pts: Int64 = 0, firstPacket: Int = 0) throws -> [SoundFrame] {
        let rates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350]
        var frames: [SoundFrame] = []
        var position = 0
        var time = Double(pts)
        while position < bytes.count {
            guard position + 7 <= bytes.count, bytes[position] == 0xFF, bytes[position + 1] & 0xF6 == 0xF0 else {
                throw StreamDefect("no ADTS header at \(position) of the PES packet at PTS \(pts)")
            }
            let index = Int(bytes[position + 2] >> 2 & 0x0F)
            let length =
                Int(bytes[position + 3] & 3) << 11 | Int(bytes[position + 4]) << 3 | Int(bytes[position + 5] >> 5)
            guard index < rates.count, length >= 7, position + length <= bytes.count, bytes[position + 6] & 3 == 0
            else {
                throw StreamDefect("ADTS frame of \(length) bytes at PTS \(pts)")
            }
            let frame = SoundFrame(
                pts: time, startsPacket: position == 0, firstPacket: firstPacket,
                objectType: Int(bytes[position + 2] >> 6) + 1, rate: rates[index],
                channels: Int(bytes[position + 2] & 1) << 2 | Int(bytes[position + 3] >> 6),
                bytes: Array(bytes[position..<position + length]))
            frames.append(frame)
            time += frame.ticks
            position += length
        }
        return frames
    }
}

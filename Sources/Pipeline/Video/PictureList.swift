internal import CFFmpeg

/// Collects the video packets of a scan and finds out where decoding, and copying, may start.
struct PictureList {
    private(set) var packets = PacketTable()
    /// The time at which the last picture has been shown, in ticks.
    private(set) var end: Int64 = 0
    private var lastDecode: Int64?
    private var lastDuration: Int64 = 0
    private var hasPresentationTimes = false
    private static let missing = Int64.min
    private let clock: Rational
    private let isH264: Bool
    private let lengthSize: Int?
    private let source: (any ByteSource)?

    /// `source` is set when the packets' bytes are not read by the scan but stand at their offsets.
    init(_ stream: StreamParameters, source: (any ByteSource)?) {
        clock = stream.timeBase
        isH264 = stream.codec == Int32(AV_CODEC_ID_H264.rawValue)
        lengthSize = H264.lengthSize(configuration: stream.extradata)
        self.source = source
    }

    /// Makes room for `count` packets.
    mutating func reserve(_ count: Int) { packets.reserve(count) }

    mutating func append(_ packet: borrowing Packet) throws(MediaError) {
        let fields = packet.handle.pointee
        // A packet without data repeats the last picture (AVI): there is nothing to decode.
        guard fields.size > 0 else { return }
        let duration = max(0, fields.duration)
        let stated = fields.dts != shim_AV_NOPTS_VALUE ? fields.dts : fields.pts
        let decode = stated != shim_AV_NOPTS_VALUE ? stated : lastDecode.map { $0 + lastDuration } ?? 0
        let presentation = fields.pts != shim_AV_NOPTS_VALUE ? fields.pts : Self.missing
        for time in [duration, decode, presentation] where time != Self.missing {
            try MediaLimits.check(time, clock: clock)
        }
        (lastDecode, lastDuration) = (decode, duration)
        var flags: PacketTable.Flags = []
        if fields.flags & AV_PKT_FLAG_KEY != 0 {
            flags.insert(.key)
            if isH264, try isInstantaneousRefresh(packet) { flags.insert(.instantaneousRefresh) }
        }
        if fields.flags & AV_PKT_FLAG_DISCARD != 0 { flags.insert(.hidden) }
        hasPresentationTimes = hasPresentationTimes || presentation != Self.missing
        packets.append(
            presentation: presentation, decode: decode, offset: fields.pos, size: fields.size, flags: flags)
    }

    /// Fills in what the container left out; call it once, at the end.
    mutating func finish() {
        // Containers without presentation times (AVI) list pictures in the order of showing. Program streams leave them
        // out for some of the pictures that others refer to: such a picture is shown when the next one of its kind is
        // decoded (ITU-T H.262, 6.1.1.11).
        var nextReference = (lastDecode ?? 0) + lastDuration
        for number in packets.presentationTimes.indices.reversed() {
            let (presentation, decode) = (packets.presentationTimes[number], packets.decodeTimes[number])
            if presentation == Self.missing {
                packets.presentationTimes[number] = hasPresentationTimes ? nextReference : decode
            }
            if packets.presentationTimes[number] > decode { nextReference = decode }
        }
        end = (packets.presentationTimes.max() ?? 0) + lastDuration
    }

    private func isInstantaneousRefresh(_ packet: borrowing Packet) throws(MediaError) -> Bool {
        let size = Int(packet.handle.pointee.size)
        guard let source, let lengthSize else {
            return H264.firstSlice(in: packet.bytes, lengthSize: lengthSize) == .instantaneousRefresh
        }
        // Only the few bytes in front of each NAL unit are read, until a slice comes.
        let offset = packet.handle.pointee.pos
        var position = 0
        var header = [UInt8](repeating: 0, count: lengthSize + 1)
        while position + lengthSize < size {
            guard try source.readFully(into: &header, at: offset + Int64(position)) == header.count else { break }
            let type = H264.NALType(rawValue: header[lengthSize] & 0x1F)
            if type == .slice || type == .instantaneousRefresh { return type == .instantaneousRefresh }
            position += lengthSize + header[..<lengthSize].reduce(0) { $0 << 8 | Int($1) }
        }
        return false
    }
}

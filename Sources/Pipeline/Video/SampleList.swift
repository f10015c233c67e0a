internal import CFFmpeg

/// Collects the audio packets of a scan and gives each an exact place on a sample clock.
///
/// Containers count in milliseconds or 90 kHz ticks; rounding them packet by packet would move samples about by up to
/// half a tick and make a click at every cut. The clock runs on by the packets' own lengths instead, and follows the
/// container only when the two differ by more than a real gap's worth.
struct SampleList {
    private(set) var packets = PacketTable()
    /// The sample after the last packet.
    private(set) var end: Int64 = 0

    private let stream: StreamParameters
    private let tolerance: Int64
    private let isSampleClock: Bool
    private let packetSamples: PacketSamples

    /// `hasPayload` is false when the scan does not read the packets' bytes; the container's clock is then exact.
    init(_ stream: StreamParameters, hasPayload: Bool) throws(MediaError) {
        self.stream = stream
        packetSamples = try PacketSamples(stream, hasPayload: hasPayload)
        isSampleClock = stream.timeBase == Rational(1, Int64(stream.sampleRate))
        // 40 ms, the loosest container clock met in practice plus its jitter.
        tolerance = Int64(stream.sampleRate) / 25
    }

    /// Appends a packet that has been read.
    mutating func append(_ packet: borrowing Packet) throws(MediaError) {
        let fields = packet.handle.pointee
        let time = fields.pts != shim_AV_NOPTS_VALUE ? fields.pts : fields.dts
        let samples =
            packetSamples.parsed(packet) ?? packetSamples.count(size: fields.size, duration: fields.duration)
        try append(time: time, offset: fields.pos, size: fields.size, samples: samples)
    }

    /// Appends the packets that the container lists, as far as they lie in the file: one that is cut short lists more than
    /// it holds.
    mutating func append(listedBy demuxer: Demuxer, fileSize: Int64) throws(MediaError) {
        packets.reserve(demuxer.listedCount(ofStream: stream.number))
        try demuxer.forEachListedPacket(ofStream: stream.number) { packet throws(MediaError) in
            guard packet.offset >= 0, packet.offset <= fileSize - Int64(packet.size) else { return }
            let samples = packetSamples.count(size: packet.size, duration: packet.duration)
            try append(time: packet.time, offset: packet.offset, size: packet.size, samples: samples)
        }
    }

    private mutating func append(time: Int64, offset: Int64, size: Int32, samples: Int64) throws(MediaError) {
        guard size > 0 else { return }
        var position = end
        if time != shim_AV_NOPTS_VALUE {
            try MediaLimits.check(time, clock: stream.timeBase)
            let stated =
                isSampleClock ? time : Rational.time(time, stream.timeBase).ticks(rate: Int64(stream.sampleRate))
            if packets.count == 0 || abs(stated - end) > tolerance { position = stated }
        }
        packets.append(presentation: position, decode: position, offset: offset, size: size, flags: .key)
        end = position &+ samples
        try MediaLimits.check(end, clock: Rational(1, Int64(stream.sampleRate)))
    }
}

/// How many samples a packet decodes to.
private final class PacketSamples {
    private var context: UnsafeMutablePointer<AVCodecContext>?
    private var parser: UnsafeMutablePointer<AVCodecParserContext>?
    private let stream: StreamParameters

    init(_ stream: StreamParameters, hasPayload: Bool) throws(MediaError) {
        self.stream = stream
        context = try Decoder.context(for: stream)
        // Codecs whose packets vary in length, which their first bytes tell.
        let varying = [AV_CODEC_ID_VORBIS, AV_CODEC_ID_FLAC, AV_CODEC_ID_OPUS].map { Int32($0.rawValue) }
        if hasPayload, varying.contains(stream.codec) {
            parser = av_parser_init(stream.codec)
            parser?.pointee.flags |= PARSER_FLAG_COMPLETE_FRAMES
        }
    }

    deinit {
        av_parser_close(parser)
        avcodec_free_context(&context)
    }

    /// What the packet itself says, where its codec's packets vary.
    func parsed(_ packet: borrowing Packet) -> Int64? {
        guard let parser, let data = packet.handle.pointee.data else { return nil }
        var (output, size): (UnsafeMutablePointer<UInt8>?, Int32) = (nil, 0)
        av_parser_parse2(parser, context, &output, &size, data, packet.handle.pointee.size, 0, 0, 0)
        return parser.pointee.duration > 0 ? Int64(parser.pointee.duration) : nil
    }

    /// What follows from the codec and the packet's bytes, else from its length in ticks.
    func count(size: Int32, duration: Int64) -> Int64 {
        let counted = Int64(av_get_audio_frame_duration(context, size))
        return counted > 0 ? counted : Rational.time(duration, stream.timeBase).ticks(rate: Int64(stream.sampleRate))
    }
}

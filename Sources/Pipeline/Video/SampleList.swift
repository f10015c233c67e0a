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

    mutating func append(_ packet: borrowing Packet) throws(MediaError) {
        let fields = packet.handle.pointee
        guard fields.size > 0 else { return }
        let ticks = fields.pts != shim_AV_NOPTS_VALUE ? fields.pts : fields.dts
        var position = end
        if ticks != shim_AV_NOPTS_VALUE {
            try MediaLimits.check(ticks, clock: stream.timeBase)
            let stated =
                isSampleClock ? ticks : Rational.time(ticks, stream.timeBase).ticks(rate: Int64(stream.sampleRate))
            if packets.count == 0 || abs(stated - end) > tolerance { position = stated }
        }
        let samples = packetSamples.count(packet)
        packets.append(
            presentation: position, decode: position, offset: fields.pos, size: fields.size, flags: .key)
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

    func count(_ packet: borrowing Packet) -> Int64 {
        let fields = packet.handle.pointee
        if let parser, let data = fields.data {
            var (output, size): (UnsafeMutablePointer<UInt8>?, Int32) = (nil, 0)
            av_parser_parse2(parser, context, &output, &size, data, fields.size, 0, 0, 0)
            if parser.pointee.duration > 0 { return Int64(parser.pointee.duration) }
        }
        let counted = Int64(av_get_audio_frame_duration(context, fields.size))
        if counted > 0 { return counted }
        return Rational.time(fields.duration, stream.timeBase).ticks(rate: Int64(stream.sampleRate))
    }
}

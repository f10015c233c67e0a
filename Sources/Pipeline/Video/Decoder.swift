internal import CFFmpeg

/// What one turn of a codec brought. Needing more input and having ended are outcomes, not errors.
enum CodecStep {
    case produced
    case needsInput
    case ended
}

/// A decoder of one stream, open; used by one task at a time (libavcodec's rule for a context).
///
/// The caller rewrites packet times before `send`: frames come out with the time of the packet that they were coded in.
struct Decoder: ~Copyable {
    /// The decoders that may open: codecs in real use, none that reads other files or the network.
    static let allowedNames = """
        h264,hevc,vp8,vp9,libvpx,libvpx-vp9,libdav1d,av1,libaom-av1,mpeg1video,mpeg2video,mpegvideo,mpeg4,msmpeg4v2,\
        msmpeg4,h263,flv,mjpeg,prores,theora,vc1,wmv1,wmv2,wmv3,dvvideo,ffv1,huffyuv,utvideo,rawvideo,qtrle,png,svq3,\
        aac,aac_latm,aac_fixed,mp3float,mp3,mp2float,mp2,mp1float,mp1,ac3,eac3,dca,opus,libopus,vorbis,libvorbis,flac,\
        alac,amrnb,amrwb,libopencore_amrnb,libopencore_amrwb,wmav1,wmav2,wmapro,speex,libspeex,truehd,mlp,nellymoser,\
        adpcm_ima_qt,adpcm_ima_wav,adpcm_ms,adpcm_swf,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,\
        pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,pcm_u8,pcm_s8,pcm_alaw,pcm_mulaw,pcm_bluray,pcm_dvd
        """

    private let context: UnsafeMutablePointer<AVCodecContext>

    /// Opens a video decoder, as `open`.
    static func openVideo(_ stream: StreamParameters, threads: Int) throws(MediaError) -> Decoder {
        try open(stream, kind: AVMEDIA_TYPE_VIDEO, threads: threads)
    }

    /// Opens an audio decoder, as `open`.
    static func openAudio(_ stream: StreamParameters) throws(MediaError) -> Decoder {
        try open(stream, kind: AVMEDIA_TYPE_AUDIO, threads: 1)
    }

    /// Opens a decoder of `stream` with `threads` threads of its own; 1 decodes in the caller's thread, without delay.
    private static func open(_ stream: StreamParameters, kind: AVMediaType, threads: Int) throws(MediaError) -> Decoder
    {
        let context = try Self.context(for: stream, kind: kind)
        let decoder = Decoder(context: context)
        let codec = avcodec_find_decoder(context.pointee.codec_id)
        guard codec != nil else {
            throw MediaError(.unsupported, "avcodec_find_decoder", "no decoder for \(stream.codecName)")
        }
        context.pointee.thread_count = Int32(threads)
        context.pointee.thread_type = FF_THREAD_FRAME | FF_THREAD_SLICE
        context.pointee.max_pixels = MediaLimits.pixels
        context.pointee.pkt_timebase = AVRational(num: 1, den: stream.sampleRate > 0 ? stream.sampleRate : 90_000)
        // The index has placed every sample; the decoder must neither drop nor move any.
        context.pointee.flags2 |= AV_CODEC_FLAG2_SKIP_MANUAL
        context.pointee.codec_whitelist = av_strdup(allowedNames)
        let status = avcodec_open2(context, codec, nil)
        guard status >= 0 else {
            throw MediaError(.unsupported, "avcodec_open2", "\(stream.codecName) cannot be decoded as it is coded here")
        }
        return decoder
    }

    /// A context with the parameters of `stream`, not opened; the caller frees it.
    static func context(
        for stream: StreamParameters, kind: AVMediaType = AVMEDIA_TYPE_AUDIO
    ) throws(MediaError) -> UnsafeMutablePointer<AVCodecContext> {
        _ = LibAV.prepare
        var parameters: UnsafeMutablePointer<AVCodecParameters>? = avcodec_parameters_alloc()
        defer { avcodec_parameters_free(&parameters) }
        let filled = try LibAV.allocated(parameters, "avcodec_parameters_alloc")
        try stream.fill(filled, kind: kind)
        let context = try LibAV.allocated(avcodec_alloc_context3(nil), "avcodec_alloc_context3")
        let status = avcodec_parameters_to_context(context, filled)
        guard status >= 0 else {
            var doomed: UnsafeMutablePointer<AVCodecContext>? = context
            avcodec_free_context(&doomed)
            throw LibAV.error(status, "avcodec_parameters_to_context")
        }
        return context
    }

    private init(context: UnsafeMutablePointer<AVCodecContext>) { self.context = context }

    deinit {
        var context: UnsafeMutablePointer<AVCodecContext>? = context
        avcodec_free_context(&context)
    }

    /// Decodes key frames only from now on: other packets are taken and dropped.
    func skipToKeyFrames() { context.pointee.skip_frame = AVDISCARD_NONKEY }

    /// Gives the decoder a packet. Damaged data is no error here: the pictures it spoils just do not come out.
    func send(_ packet: borrowing Packet) throws(MediaError) {
        let status = avcodec_send_packet(context, packet.handle)
        guard status < 0, status != shim_AVERROR_INVALIDDATA else { return }
        throw LibAV.error(status, "avcodec_send_packet")
    }

    /// Says that no packet follows: the frames still held come out next.
    func finish() throws(MediaError) {
        let status = avcodec_send_packet(context, nil)
        guard status < 0, status != shim_AVERROR_EOF else { return }
        throw LibAV.error(status, "avcodec_send_packet")
    }

    /// Takes the next frame into `frame`, replacing what it held. Frames that damage has spoilt are passed over.
    func receive(into frame: borrowing Frame) throws(MediaError) -> CodecStep {
        for _ in 0..<1024 {
            let status = avcodec_receive_frame(context, frame.handle)
            switch status {
            case 0...: return .produced
            case shim_AVERROR_EAGAIN: return .needsInput
            case shim_AVERROR_EOF: return .ended
            case shim_AVERROR_INVALIDDATA: continue
            default: throw LibAV.error(status, "avcodec_receive_frame")
            }
        }
        throw LibAV.error(shim_AVERROR_INVALIDDATA, "avcodec_receive_frame")
    }
}

internal import CFFmpeg

/// A libx264 encoder for one group of pictures: High profile, closed, one IDR at its start, in the caller's thread alone.
///
/// It knows nothing of its neighbours, and with a single thread its output repeats byte for byte.
struct VideoEncoder: ~Copyable {
    /// What the encoder is asked for.
    struct Settings: Sendable {
        let width: Int
        let height: Int
        /// Pictures per second, for the buffer model.
        let frameRate: Double
        /// The rate not to be exceeded, bits per second.
        let maximumRate: Int
        /// The decoder buffer, bits.
        let bufferSize: Int
        /// How full the buffer is at the start, 0…1.
        let initialBufferFill: Double
        let constantRateFactor: Int
        let preset: String
        /// H.264 `level_idc`.
        let level: Int
    }

    private let context: UnsafeMutablePointer<AVCodecContext>

    static func open(_ settings: Settings) throws(MediaError) -> VideoEncoder {
        _ = LibAV.prepare
        let codec = avcodec_find_encoder_by_name("libx264")
        guard codec != nil else {
            throw MediaError(.engine, "avcodec_find_encoder_by_name", "libx264 is not available")
        }
        let context = try LibAV.allocated(avcodec_alloc_context3(codec), "avcodec_alloc_context3")
        let encoder = VideoEncoder(context: context)
        context.pointee.width = Int32(settings.width)
        context.pointee.height = Int32(settings.height)
        context.pointee.pix_fmt = AV_PIX_FMT_YUV420P
        context.pointee.time_base = AVRational(num: 1, den: 90_000)
        context.pointee.framerate = Rational(Int64((settings.frameRate * 1000).rounded()), 1000).avRational
        context.pointee.sample_aspect_ratio = AVRational(num: 1, den: 1)
        context.pointee.color_range = AVCOL_RANGE_MPEG
        context.pointee.color_primaries = AVCOL_PRI_BT709
        context.pointee.color_trc = AVCOL_TRC_BT709
        context.pointee.colorspace = AVCOL_SPC_BT709
        context.pointee.thread_count = 1
        context.pointee.gop_size = 1 << 20
        context.pointee.max_b_frames = 3
        context.pointee.rc_max_rate = Int64(settings.maximumRate)
        context.pointee.rc_buffer_size = Int32(clamping: settings.bufferSize)
        context.pointee.rc_initial_buffer_occupancy = Int32(
            Double(context.pointee.rc_buffer_size) * settings.initialBufferFill)
        let options =
            [
                ("preset", settings.preset), ("profile", "high"), ("crf", "\(settings.constantRateFactor)"),
                ("level", "\(settings.level / 10).\(settings.level % 10)"), ("sc_threshold", "0"),
            ] + Self.repeatable(atWidth: settings.width)
        for (name, value) in options {
            try LibAV.check(
                av_opt_set(context, name, value, Int32(AV_OPT_SEARCH_CHILDREN)), "av_opt_set \(name)")
        }
        try LibAV.check(avcodec_open2(context, codec, nil), "avcodec_open2")
        return encoder
    }

    /// x264's AVX-512 code (build 164) takes unset memory into its look-ahead when half the width is no multiple of 64: the
    /// same pictures then give other bytes from run to run. With AVX2 they repeat at every width.
    private static func repeatable(atWidth width: Int) -> [(String, String)] {
        let hasAVX512 = av_get_cpu_flags() & AV_CPU_FLAG_AVX512 != 0
        return hasAVX512 && width % 128 != 0 ? [("x264-params", "asm=AVX2,FMA3,BMI2,LZCNT")] : []
    }

    private init(context: UnsafeMutablePointer<AVCodecContext>) { self.context = context }

    deinit {
        var context: UnsafeMutablePointer<AVCodecContext>? = context
        avcodec_free_context(&context)
    }

    /// Gives the encoder the picture shown at `tick` (90 kHz).
    func send(_ frame: borrowing Frame, tick: Int64) throws(MediaError) {
        let number = frame.number
        frame.handle.pointee.pts = tick
        frame.handle.pointee.pict_type = AV_PICTURE_TYPE_NONE
        let status = avcodec_send_frame(context, frame.handle)
        frame.number = number
        try LibAV.check(status, "avcodec_send_frame")
    }

    /// Says that no picture follows.
    func finish() throws(MediaError) { try LibAV.check(avcodec_send_frame(context, nil), "avcodec_send_frame") }

    /// Takes the next coded picture into `packet`; its presentation time is the tick given with the picture.
    func receive(into packet: borrowing Packet) throws(MediaError) -> CodecStep {
        av_packet_unref(packet.handle)
        let status = avcodec_receive_packet(context, packet.handle)
        switch status {
        case 0...: return .produced
        case shim_AVERROR_EAGAIN: return .needsInput
        case shim_AVERROR_EOF: return .ended
        default: throw LibAV.error(status, "avcodec_receive_packet")
        }
    }
}

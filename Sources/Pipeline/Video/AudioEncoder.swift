internal import CFFmpeg

/// libavcodec's AAC-LC encoder for one stretch of sound, in frames of 1024 stereo samples.
struct AudioEncoder: ~Copyable {
    private let context: UnsafeMutablePointer<AVCodecContext>

    static func open(sampleRate: Int, bitRate: Int) throws(MediaError) -> AudioEncoder {
        _ = LibAV.prepare
        let codec = avcodec_find_encoder_by_name("aac")
        let context = try LibAV.allocated(avcodec_alloc_context3(codec), "avcodec_alloc_context3")
        let encoder = AudioEncoder(context: context)
        context.pointee.sample_fmt = AV_SAMPLE_FMT_FLTP
        context.pointee.sample_rate = Int32(sampleRate)
        context.pointee.ch_layout = shim_stereo()
        context.pointee.bit_rate = Int64(bitRate)
        context.pointee.time_base = AVRational(num: 1, den: Int32(sampleRate))
        context.pointee.profile = FF_PROFILE_AAC_LOW
        context.pointee.thread_count = 1
        // libavcodec's documentation: better than its default at this rate, and much faster.
        try LibAV.check(av_opt_set(context, "aac_coder", "fast", Int32(AV_OPT_SEARCH_CHILDREN)), "av_opt_set aac_coder")
        try LibAV.check(avcodec_open2(context, codec, nil), "avcodec_open2")
        return encoder
    }

    private init(context: UnsafeMutablePointer<AVCodecContext>) { self.context = context }

    deinit {
        var context: UnsafeMutablePointer<AVCodecContext>? = context
        avcodec_free_context(&context)
    }

    /// Encodes `samples`, whole frames, and gives every coded frame with the place of its first decoded sample. The first
    /// one is the encoder's priming and lies a frame before the samples.
    consuming func encode(_ samples: StereoSamples) throws(MediaError) -> [(start: Int64, bytes: [UInt8])] {
        let frameSize = Int(ADTS.frameSamples)
        let packet = try Packet()
        var coded: [(start: Int64, bytes: [UInt8])] = []
        for offset in stride(from: 0, to: samples.count - frameSize + 1, by: frameSize) {
            if Task.isCancelled { throw LibAV.error(shim_AVERROR_EXIT, "AudioEncoder") }
            let frame = try Frame()
            frame.handle.pointee.format = AV_SAMPLE_FMT_FLTP.rawValue
            frame.handle.pointee.sample_rate = context.pointee.sample_rate
            frame.handle.pointee.ch_layout = context.pointee.ch_layout
            frame.handle.pointee.nb_samples = Int32(frameSize)
            frame.handle.pointee.pts = samples.start + Int64(offset)
            try LibAV.check(av_frame_get_buffer(frame.handle, 0), "av_frame_get_buffer")
            let planes = [frame.handle.pointee.data.0, frame.handle.pointee.data.1]
            for (channel, plane) in zip(samples.channels, planes) {
                channel.withUnsafeBytes { bytes in
                    guard let plane, let base = bytes.baseAddress else { return }
                    UnsafeMutableRawPointer(plane).copyMemory(from: base + offset * 4, byteCount: frameSize * 4)
                }
            }
            try LibAV.check(avcodec_send_frame(context, frame.handle), "avcodec_send_frame")
            try collect(packet, into: &coded)
        }
        try LibAV.check(avcodec_send_frame(context, nil), "avcodec_send_frame")
        try collect(packet, into: &coded)
        return coded
    }

    private func collect(
        _ packet: borrowing Packet, into coded: inout [(start: Int64, bytes: [UInt8])]
    ) throws(MediaError) {
        while true {
            av_packet_unref(packet.handle)
            let status = avcodec_receive_packet(context, packet.handle)
            if status == shim_AVERROR_EAGAIN || status == shim_AVERROR_EOF { return }
            try LibAV.check(status, "avcodec_receive_packet")
            coded.append((packet.presentationTick, Array(packet.bytes)))
        }
    }
}

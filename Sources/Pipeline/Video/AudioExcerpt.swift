internal import CFFmpeg

/// Decodes stretches of an audio track to stereo floats, every sample at its place on the track's own sample clock.
final class AudioExcerpt {
    /// Codecs carry state from packet to packet (overlap, bit reservoirs, prediction): so many seconds of packets are
    /// decoded and dropped before the wanted samples.
    private static let warmUp = Rational(1, 2)

    private let track: AudioTrack
    private let reader: TrackReader

    init(_ source: any ByteSource, _ index: MediaIndex, _ track: AudioTrack) {
        self.track = track
        reader = TrackReader(source, index, stream: track.stream, packets: track.packets)
    }

    /// The samples `range` in two channels. Where the track has none there is silence.
    func samples(_ range: Range<Int64>) throws(MediaError) -> StereoSamples {
        var samples = StereoSamples(start: range.lowerBound, count: Int(range.count))
        let times = track.packets.presentationTimes
        let warmUp = (Self.warmUp * Rational(Int64(track.stream.sampleRate))).floor
        let first = max(0, SortedColumn.firstIndex(in: times, notBefore: range.lowerBound - warmUp) - 2)
        let end = SortedColumn.firstIndex(in: times, notBefore: range.upperBound)
        guard first < end else { return samples }

        let decoder = try Decoder.openAudio(track.stream)
        let mixer = StereoMixer()
        let packet = try Packet()
        let frame = try Frame()
        reader.seek(to: first)
        var isFinished = false
        while true {
            switch try decoder.receive(into: frame) {
            case .produced: try mixer.mix(frame, into: &samples)
            case .ended: return samples
            case .needsInput:
                guard !isFinished else { return samples }
                if Task.isCancelled { throw LibAV.error(shim_AVERROR_EXIT, "AudioExcerpt") }
                if let number = try reader.read(into: packet), number < end {
                    try decoder.send(packet)
                } else {
                    isFinished = true
                    try decoder.finish()
                }
            }
        }
    }
}

/// Two channels of samples with a place on a sample clock.
struct StereoSamples {
    /// The place of the first sample.
    let start: Int64
    /// Left and right, equally long.
    var channels: [[Float]]

    /// Silence.
    init(start: Int64, count: Int) {
        self.start = start
        channels = [[Float]](repeating: [Float](repeating: 0, count: max(0, count)), count: 2)
    }

    /// Samples at another place.
    init(start: Int64, channels: [[Float]]) {
        self.start = start
        self.channels = channels
    }

    /// How many samples each channel has.
    var count: Int { channels[0].count }
}

/// Converts decoded frames of any format and channel layout to stereo floats at the same rate.
private final class StereoMixer {
    private var context: OpaquePointer?
    private var format: Int32 = -1
    private var channelCount: Int32 = 0

    deinit { swr_free(&context) }

    /// Puts the samples of `frame`, whose time field is their place, into `target` as far as it reaches.
    func mix(_ frame: borrowing Frame, into target: inout StereoSamples) throws(MediaError) {
        let picture = frame.handle.pointee
        guard picture.nb_samples > 0 else { return }
        if context == nil || picture.format != format || picture.ch_layout.nb_channels != channelCount {
            try configure(frame)
        }
        var mixed = StereoSamples(start: picture.pts, count: Int(picture.nb_samples))
        try Resampling.convert(
            context, input: UnsafePointer(picture.extended_data), inputCount: picture.nb_samples, output: &mixed)
        let lower = max(mixed.start, target.start)
        let upper = min(mixed.start + Int64(mixed.count), target.start + Int64(target.count))
        guard lower < upper else { return }
        for channel in 0..<2 {
            target.channels[channel].replaceSubrange(
                Int(lower - target.start)..<Int(upper - target.start),
                with: mixed.channels[channel][Int(lower - mixed.start)..<Int(upper - mixed.start)])
        }
    }

    private func configure(_ frame: borrowing Frame) throws(MediaError) {
        swr_free(&context)
        var (stereo, source) = (shim_stereo(), frame.handle.pointee.ch_layout)
        var standard = AVChannelLayout()
        if source.order == AV_CHANNEL_ORDER_UNSPEC {
            av_channel_layout_default(&standard, source.nb_channels)
            source = standard
        }
        let rate = frame.handle.pointee.sample_rate
        try LibAV.check(
            swr_alloc_set_opts2(
                &context, &stereo, AV_SAMPLE_FMT_FLTP, rate, &source, AVSampleFormat(frame.handle.pointee.format), rate,
                0, nil), "swr_alloc_set_opts2")
        try LibAV.check(swr_init(context), "swr_init")
        format = frame.handle.pointee.format
        channelCount = frame.handle.pointee.ch_layout.nb_channels
    }
}

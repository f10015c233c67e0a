/// Predicts the rates that the master playlist states: exact for what is copied, an upper bound for what will be encoded.
struct RateModel {
    let plan: SegmentPlan
    let audio: AudioPlan?
    let track: AudioTrack?
    var video = VideoTrack()
    var timeline: VideoTimeline?

    /// A rung that the encoder makes. Its peak is what the buffer model allows: the rate, plus what each group of
    /// pictures finds in the buffer when it begins.
    func encodedRung(name: String, width: Int, height: Int, rate: Int) -> Rung {
        let frameRate = frameRate
        // Twice the pictures do not need twice the bits.
        let videoRate = frameRate > 35 ? rate * 3 / 2 : rate
        let level = Ladder.level(width: width, height: height, frameRate: frameRate, bitRate: videoRate)
        let buffered = Double(videoRate) * EncodingSettings.bufferSeconds * EncodingSettings.initialBufferFill
        let rates = rates { span in
            Double(videoRate) * span.duration.doubleValue + buffered * Double(max(1, span.groups.count))
        }
        let codecs = ["avc1.6400" + (level < 16 ? "0" : "") + String(level, radix: 16)] + audioCodec
        return Rung(
            name: name, width: width, height: height, videoRate: videoRate, bandwidth: rates.peak,
            averageBandwidth: rates.mean, codecs: codecs.joined(separator: ","), frameRate: frameRate, level: level,
            isCopy: false)
    }

    /// A rung that is the source's own video.
    func copiedRung(name: String, width: Int, height: Int) -> Rung {
        let rates = rates { span in Double(copiedBytes(span)) * 8 }
        let configuration = video.stream.extradata
        let profile = configuration.count > 3 ? configuration[1...3].map(Self.hexadecimal).joined() : "640028"
        return Rung(
            name: name, width: width, height: height, videoRate: 0, bandwidth: rates.peak,
            averageBandwidth: rates.mean, codecs: (["avc1." + profile] + audioCodec).joined(separator: ","),
            frameRate: frameRate, level: Int(configuration.count > 3 ? configuration[3] : 40), isCopy: true)
    }

    /// The only rung of a source without pictures.
    func audioRung() -> Rung {
        let rates = rates { _ in 0 }
        return Rung(
            name: "audio", width: 0, height: 0, videoRate: 0, bandwidth: rates.peak, averageBandwidth: rates.mean,
            codecs: audioCodec.joined(), frameRate: 0, level: 0, isCopy: false)
    }

    /// Bits per second of the source's video alone, the highest of any segment and over all.
    func copiedVideoRates() -> (peak: Int, mean: Int) {
        var (peak, total) = (0.0, 0.0)
        for span in plan.spans {
            let bits = Double(copiedBytes(span)) * 8
            peak = max(peak, bits / span.duration.doubleValue)
            total += bits
        }
        return (Int(peak), Int(total / (plan.spans.last?.end.doubleValue ?? 1)))
    }

    // MARK: Parts

    private var audioCodec: [String] { audio == nil ? [] : ["mp4a.40.2"] }

    /// Pictures a second, from their times.
    private var frameRate: Double {
        guard let timeline, let first = timeline.ticks.first, let last = timeline.ticks.last, last > first else {
            let stated = video.stream.frameRate.doubleValue
            return stated > 0 && stated <= 300 ? stated : 25
        }
        return Double(timeline.ticks.count - 1) * 90_000 / Double(last - first)
    }

    private func copiedBytes(_ span: SegmentPlan.Span) -> Int {
        // The cuts are closed key frames: decode order and the order of showing cover the same packets.
        video.packets.sizes[span.pictures].reduce(0) { $0 + Int($1) }
            + span.pictures.count * 8 + span.groups.count * video.stream.extradata.count
    }

    private func audioBits(_ span: SegmentPlan.Span) -> (bits: Double, frames: Int) {
        guard let audio, let track else { return (0, 0) }
        let frames = audio.frames(in: span, isLast: span.number == plan.spans.count - 1)
        if audio.isCopy {
            let bytes = track.packets.sizes[frames].reduce(0) { $0 + Int($1) + ADTS.headerSize }
            return (Double(bytes) * 8, frames.count)
        }
        // The encoder's reservoir: a little above the rate over any few seconds.
        let seconds = Double(frames.count) * Double(ADTS.frameSamples) / Double(audio.sampleRate)
        let headers = Double(frames.count * ADTS.headerSize * 8)
        return (Double(EncodingSettings.audioRate) * 1.15 * seconds + headers + 16_000, frames.count)
    }

    private func rates(videoBits: (SegmentPlan.Span) -> Double) -> (peak: Int, mean: Int) {
        var (peak, total) = (0.0, 0.0)
        for span in plan.spans {
            let sound = audioBits(span)
            let bits = TransportStream.boundedBits(
                payload: videoBits(span) + sound.bits, pictures: span.pictures.count, audioFrames: sound.frames)
            peak = max(peak, bits / max(0.001, span.duration.doubleValue))
            total += bits
        }
        return (Int(peak.rounded(.up)), Int((total / max(0.001, plan.spans.last?.end.doubleValue ?? 1)).rounded(.up)))
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}

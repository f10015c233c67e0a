internal import Foundation

/// Predicts the rates that the master playlist states: exact for what is copied, an upper bound for what will be encoded.
struct RateModel {
    /// How rates grow with the number of pixels: less than in proportion.
    private static let rateExponent = 0.6
    /// What even the plainest picture is allowed, bits per second.
    private static let lowestRate = 100_000

    let plan: SegmentPlan
    let audio: AudioPlan?
    let track: AudioTrack?
    var video = VideoTrack()
    var timeline: VideoTimeline?

    /// A rung that the encoder makes. Its peak is what the buffer model allows: the rate, plus what each group of
    /// pictures finds in the buffer when it begins.
    func encodedRung(_ size: Ladder.Size, below copied: Ladder.Size? = nil) -> Rung {
        let frameRate = frameRate
        let (name, width, height) = (size.name, size.width, size.height)
        // Twice the pictures do not need twice the bits.
        var videoRate = frameRate > 35 ? size.rate * 3 / 2 : size.rate
        // A smaller picture than the source's own must not cost as much: players take a higher rate for a better one.
        if let copied {
            let share = pow(Double(width * height) / Double(copied.width * copied.height), Self.rateExponent)
            videoRate = min(videoRate, max(Self.lowestRate, Int(Double(copiedVideoRates().peak) * share)))
        }
        let level = Ladder.level(width: width, height: height, frameRate: frameRate, bitRate: videoRate)
        let buffered = Double(videoRate) * EncodingSettings.bufferSeconds * EncodingSettings.initialBufferFill
        let rates = rates { span in
            let bits = Double(videoRate) * span.duration.doubleValue + buffered * Double(max(1, span.groups.count))
            return TransportStream.packets(bytes: Int(bits / 8), in: span.pictures.count)
        }
        let codecs = ["avc1.6400" + (level < 16 ? "0" : "") + String(level, radix: 16)] + audioCodec
        return Rung(
            name: name, width: width, height: height, videoRate: videoRate, bandwidth: rates.peak,
            averageBandwidth: rates.mean, codecs: codecs.joined(separator: ","), frameRate: frameRate, level: level,
            isCopy: false)
    }

    /// A rung that is the source's own video.
    func copiedRung(_ size: Ladder.Size) -> Rung {
        let (name, width, height) = (size.name, size.width, size.height)
        let rates = rates { span in
            TransportStream.packets(bytes: copiedBytes(span), in: span.pictures.count)
        }
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

    private func soundPackets(_ span: SegmentPlan.Span) -> Int {
        guard let audio, let track else { return 0 }
        let frames = audio.frames(in: span, isLast: span.number == plan.spans.count - 1)
        let bytes: Int
        if audio.isCopy {
            bytes = track.packets.sizes[frames].reduce(0) { $0 + Int($1) + ADTS.headerSize }
        } else {
            // The encoder's reservoir: a little above the rate over any few seconds.
            let seconds = Double(frames.count) * Double(ADTS.frameSamples) / Double(audio.sampleRate)
            let coded = Double(EncodingSettings.audioRate) / 8 * 1.15 * seconds + 2_000
            bytes = Int(coded) + frames.count * ADTS.headerSize
        }
        return TransportStream.packets(bytes: bytes, in: TransportStream.soundPackets(frames: frames.count))
    }

    /// Packets with the clock alone, where pictures are far apart.
    private func clockPackets(_ span: SegmentPlan.Span) -> Int {
        guard let timeline else { return 0 }
        var (last, count) = (span.startTick, 0)
        for tick in timeline.ticks[span.pictures] {
            count += Int(max(0, tick - last) / TransportStream.clockPeriod)
            last = tick
        }
        return count + Int(max(0, span.endTick - last) / TransportStream.clockPeriod)
    }

    private func rates(picturePackets: (SegmentPlan.Span) -> Int) -> (peak: Int, mean: Int) {
        var (peak, total) = (0.0, 0.0)
        for span in plan.spans {
            let sound = soundPackets(span)
            let bits = TransportStream.bits(
                picturePackets: picturePackets(span), soundPackets: sound, clockPackets: clockPackets(span))
            peak = max(peak, bits / max(0.001, span.duration.doubleValue))
            total += bits
        }
        return (Int(peak.rounded(.up)), Int((total / max(0.001, plan.spans.last?.end.doubleValue ?? 1)).rounded(.up)))
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}

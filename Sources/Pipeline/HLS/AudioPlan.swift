/// Which AAC frames belong to which segment: the frames of the source, or those of one global grid that every segment's
/// encoder keeps to. A frame belongs to the segment in which it begins.
struct AudioPlan: Sendable {
    /// Whether the source's frames are carried unchanged.
    let isCopy: Bool
    /// Samples per second of what is carried.
    let sampleRate: Int64
    /// Channels of what is carried.
    let channels: Int
    /// All frames: packet numbers of a copy, else places on the grid. The first may be one before zero: the encoder's
    /// priming, which the decoder needs for the first audible frame.
    let frames: Range<Int>
    private let copyTicks: [Int64]

    init(_ track: AudioTrack, origin: Rational, isCopy: Bool) {
        self.isCopy = isCopy
        let rate = Int64(track.stream.sampleRate)
        let positions = track.packets.presentationTimes
        if isCopy {
            sampleRate = rate
            channels = Int(track.stream.channels)
            copyTicks = positions.map { (Rational($0, rate) - origin).ticks(rate: 90_000) }
            // What an edit list cuts off is dropped, but for the frames that prime the decoder.
            let primed = -2 * ADTS.frameSamples * 90_000 / rate
            frames = (copyTicks.firstIndex { $0 >= primed } ?? 0)..<copyTicks.count
        } else {
            sampleRate = Int64(EncodingSettings.audioSampleRate)
            channels = 2
            copyTicks = []
            let first = max(.zero, Rational(positions.first ?? 0, rate) - origin)
            let end = max(first, Rational(track.end, rate) - origin)
            let frame = Rational(ADTS.frameSamples)
            let firstFrame = Int((first * Rational(sampleRate) / frame).floor)
            frames = firstFrame - 1..<max(firstFrame, Int((end * Rational(sampleRate) / frame).ceiling))
        }
    }

    /// When a frame begins, 90 kHz ticks from the media's zero.
    func tick(_ frame: Int) -> Int64 {
        if isCopy { return copyTicks[frame] }
        return Rational(Int64(frame) * ADTS.frameSamples, sampleRate).ticks(rate: 90_000)
    }

    /// The frames that segment `span` carries; `isLast` takes all that are left.
    func frames(in span: SegmentPlan.Span, isLast: Bool) -> Range<Int> {
        let lower = span.number == 0 ? frames.lowerBound : firstFrame(notBefore: span.startTick)
        return lower..<(isLast ? frames.upperBound : max(lower, firstFrame(notBefore: span.endTick)))
    }

    private func firstFrame(notBefore tick: Int64) -> Int {
        if isCopy { return max(frames.lowerBound, SortedColumn.firstIndex(in: copyTicks, notBefore: tick)) }
        let frame = Rational(tick * sampleRate, 90_000 * ADTS.frameSamples).ceiling
        return min(max(Int(frame), frames.lowerBound), frames.upperBound)
    }
}

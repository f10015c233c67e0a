/// Everything about a media file as HLS that follows from its index alone: where it is cut, which rungs it has, and what
/// the playlists say. Immutable; the same index gives the same presentation in every process.
public struct HLSPresentation: Sendable {
    /// The index it was made from.
    public let index: MediaIndex
    /// The qualities on offer, smallest first; at least one.
    public let rungs: [Rung]
    /// Changes whenever the bytes of a playlist or a segment would: for URLs that may be cached for ever.
    public let version: String

    let origin: Rational
    let timeline: VideoTimeline?
    let plan: SegmentPlan
    let audio: AudioPlan?

    /// Derives plan and ladder; `allowsCopy` lets a source that fits a rung be that rung without encoding. Throws
    /// `unsupported` when the index holds neither video nor audio.
    public init(index: MediaIndex, allowsCopy: Bool = true) throws(MediaError) {
        self.index = index
        origin = Self.origin(of: index)
        audio = index.audio.map { [origin] in AudioPlan($0, origin: origin, isCopy: $0.stream.isPlainAAC) }
        if let video = index.video {
            let timeline = VideoTimeline(video, origin: origin)
            let layout = VideoLayout(
                index, timeline: timeline, audio: audio, origin: origin, allowsCopy: allowsCopy)
            self.timeline = timeline
            plan = layout.plan
            rungs = layout.rungs
        } else if let track = index.audio, let audio {
            timeline = nil
            plan = SegmentPlan(audioUntil: max(Rational(1, 100), Self.end(of: track, origin: origin)))
            rungs = [RateModel(plan: plan, audio: audio, track: track).audioRung()]
        } else {
            throw MediaError(.unsupported, "HLSPresentation", "the file has neither video nor audio")
        }
        version = ContentHash.short(index.encoded() + EngineVersion.bytes + [allowsCopy ? 1 : 0])
    }

    /// How many segments every rung has.
    public var segmentCount: Int { plan.spans.count }

    /// Seconds.
    public var duration: Double { (plan.spans.last?.end ?? .zero).doubleValue }

    /// The rung called `name`.
    public func rung(_ name: String) -> Rung? { rungs.first { $0.name == name } }

    /// About how many bytes of memory it takes: its packet tables and clocks.
    public var memory: Int { 4096 + 56 * ((index.video?.packets.count ?? 0) + (index.audio?.packets.count ?? 0)) }

    /// Whether segments of `rung` are made without decoding or encoding anything, at the cost of reading.
    public func isRemuxed(_ rung: Rung) -> Bool { rung.isCopy && audio?.isCopy != false }

    /// The media's zero: when the first picture or the first sound that is meant to be heard begins. An audio codec's
    /// priming stands before it.
    private static func origin(of index: MediaIndex) -> Rational {
        let video = index.video.flatMap { track in
            zip(track.packets.presentationTimes, track.packets.flags).filter { !$1.contains(.hidden) }.map(\.0).min()
                .map { Rational.time($0, track.stream.timeBase) }
        }
        let audio = index.audio.flatMap { track in
            track.packets.presentationTimes.first.map { Rational($0, Int64(track.stream.sampleRate)) }
        }
        guard let audio else { return video ?? .zero }
        guard let video else { return max(audio, .zero) }
        return audio < .zero ? min(video, .zero) : min(video, audio)
    }

    fileprivate static func end(of track: AudioTrack, origin: Rational) -> Rational {
        Rational(track.end, Int64(track.stream.sampleRate)) - origin
    }
}

/// Chooses plan and rungs of a video together: a copied rung needs cuts that suit it.
private struct VideoLayout {
    let plan: SegmentPlan
    let rungs: [Rung]

    init(
        _ index: MediaIndex, timeline: VideoTimeline, audio: AudioPlan?, origin: Rational, allowsCopy: Bool
    ) {
        let track = index.video ?? VideoTrack()
        let end = Self.end(index, track, timeline: timeline, origin: origin)
        func plan(_ cuts: [Int]) -> SegmentPlan {
            SegmentPlan(
                timeline, timeBase: track.stream.timeBase, origin: origin, firstPictures: cuts, end: end,
                hasSound: audio != nil)
        }
        func model(_ plan: SegmentPlan) -> RateModel {
            RateModel(plan: plan, audio: audio, track: index.audio, video: track, timeline: timeline)
        }
        let size = track.displaySize
        let sizes = Ladder.sizes(for: size)
        if allowsCopy, CopySource.isPlayable(track), timeline.times.count == track.packets.count, let top = sizes.last,
            (top.width, top.height) == size,
            let cuts = SegmentPlan.copyCuts(timeline, end: end)
        {
            let copyPlan = plan(cuts)
            let model = model(copyPlan)
            let copy = model.copiedRung(top)
            let (peak, mean) = model.copiedVideoRates()
            if CopySource.isWithin(rate: top.rate, peak: peak, mean: mean) {
                self.plan = copyPlan
                rungs = sizes.dropLast().map { model.encodedRung($0, below: top) } + [copy]
                return
            }
        }
        let gridPlan = plan(SegmentPlan.gridCuts(timeline, end: end))
        self.plan = gridPlan
        rungs = sizes.map { model(gridPlan).encodedRung($0) }
    }

    private static func end(
        _ index: MediaIndex, _ track: VideoTrack, timeline: VideoTimeline, origin: Rational
    ) -> Rational {
        var end = Rational.time(track.end, track.stream.timeBase) - origin
        if let last = timeline.ticks.last {
            // A container that states no duration of the last picture: as long as the one before.
            let before = timeline.ticks.dropLast().last
            let usual =
                before.map { Rational(last - $0, 90_000) }
                ?? (track.stream.frameRate > .zero ? Rational(1) / track.stream.frameRate : Rational(1, 25))
            let lastStart = Rational(last, 90_000)
            if end - lastStart < Rational(1, 1000) { end = lastStart + usual }
        }
        guard let audio = index.audio else { return end }
        return max(end, HLSPresentation.end(of: audio, origin: origin))
    }
}

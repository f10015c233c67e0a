/// What must come of a source's sound.
enum SoundRules {
    /// Whether the engine has to copy: AAC with one or two channels at a rate that every player takes.
    static func mustCopy(_ source: SourceFacts) -> Bool {
        source.audio?.codecName == "aac" && source.audio?.profile == "LC" && (source.audio?.channels ?? 0) <= 2
            && (source.audio?.sampleRate.flatMap { Int($0) } ?? 0) >= 44_100
    }

    /// Copied sound is the source's own frames, each once and in order: all that are heard, and at most `priming` that a
    /// decoder needs before them.
    static func copied(_ rung: EncodedRung, original: [SoundFrame], source: SourceFacts, priming: Int = 3) -> [String] {
        let made = rung.parts.flatMap(\.stream.sounds)
        let hidden = source.sounds.prefix { !$0.isShown }.count
        let heard = source.sounds.count - hidden
        guard let first = made.first, let start = original.firstIndex(where: { $0.payload == first.payload }) else {
            return ["the first frame is not one of the source's \(original.count)"]
        }
        var defects: [String] = []
        if start > hidden { defects.append("starts at frame \(start) of the source; \(hidden) are hidden") }
        if made.count > heard + priming { defects.append("\(made.count) frames where \(heard) are heard") }
        if start + made.count < original.count {
            defects.append("\(original.count - start - made.count) frames are missing at the end")
        }
        for (index, pair) in zip(made, original[start...]).enumerated() where pair.0.payload != pair.1.payload {
            defects.append("frame \(index) is not frame \(start + index) of the source")
            break
        }
        return defects
    }

    /// A copied frame keeps its time against the picture, give or take the container's rounding. Where the container's
    /// steps differ from the frames' own length by more than that, the engine may smooth them within 40 ms.
    static func copiedTimes(_ rung: EncodedRung, source: SourceFacts) -> [String] {
        guard let zero = rung.parts.first?.stream.pictures.map(\.pts).min(), let start = source.frames.first else {
            return []
        }
        let made = rung.parts.flatMap(\.stream.sounds)
        let length = made.first?.ticks ?? 0
        let steps = zip(source.sounds.dropFirst(), source.sounds).map { $0.start - $1.start }
        let tolerance = steps.allSatisfy { abs($0 - length) <= 92 } ? 92.0 : 3692.0
        let skipped = source.sounds.count - made.count
        guard skipped >= 0 else { return ["more frames than the source has"] }
        for (index, pair) in zip(made, source.sounds[skipped...]).enumerated() {
            let wanted = Double(zero) + pair.1.start - start
            if abs(pair.0.pts - wanted) > tolerance {
                return ["frame \(index) at \(pair.0.pts), by the source at \(wanted)"]
            }
        }
        return []
    }

    /// Encoded sound is AAC-LC at 48 kHz in stereo and covers the source's, give or take the encoder's priming.
    static func encoded(_ rung: EncodedRung, source: SourceFacts) -> [String] {
        let made = rung.parts.flatMap(\.stream.sounds)
        guard let first = made.first, let last = made.last else { return ["no sound"] }
        var defects: [String] = []
        if first.rate != 48_000 || first.channels != 2 || first.objectType != 2 {
            defects.append("\(first.rate) Hz, \(first.channels) channels, object type \(first.objectType)")
        }
        guard let zero = rung.parts.first?.stream.pictures.map(\.pts).min(), let start = source.frames.first else {
            return defects
        }
        let heard = source.sounds.filter(\.isShown)
        let begins = Double(zero) + (heard.map(\.start).min() ?? 0) - start
        let ends = Double(zero) + (heard.map(\.end).max() ?? 0) - start
        if first.pts > begins + 2 * first.ticks { defects.append("sound from \(first.pts), in the source \(begins)") }
        if last.pts + last.ticks < ends - 2 { defects.append("sound until \(last.pts), in the source \(ends)") }
        return defects
    }
}

/// What the times of a rung must be. All in ticks of 1/90,000 s.
enum TimeRules {
    /// Decoding times grow; no picture is shown before it is decoded; no two at the same time.
    static func order(_ rung: EncodedRung) -> [String] {
        var defects: [String] = []
        for run in rung.runs {
            let pictures = run.flatMap(\.stream.pictures)
            for (next, last) in zip(pictures.dropFirst(), pictures) where next.dts <= last.dts {
                defects.append("DTS \(next.dts) after \(last.dts)")
            }
            defects += pictures.filter { $0.pts < $0.dts }.map { "PTS \($0.pts) before DTS \($0.dts)" }
            let shown = pictures.map(\.pts).sorted()
            defects += zip(shown.dropFirst(), shown).filter { $0 == $1 }.map { "two pictures at PTS \($0.0)" }
            let sounds = run.flatMap(\.stream.sounds).map(\.pts)
            defects += zip(sounds.dropFirst(), sounds).filter { $0 <= $1 }.map { "sound at \($0.0) after \($0.1)" }
        }
        return defects
    }

    /// Each source picture is there once, at its own time, give or take one tick.
    static func everyPictureOnce(_ rung: EncodedRung, _ source: SourceFacts, extent: Input.Extent) -> [String] {
        let made = rung.parts.flatMap(\.stream.pictures).map { Double($0.pts) }.sorted()
        guard let start = made.first, let sourceStart = source.frames.first else {
            return made.count == source.frames.count ? [] : ["\(made.count) pictures of \(source.frames.count)"]
        }
        if extent == .whole, made.count != source.frames.count {
            return ["\(made.count) pictures, the source has \(source.frames.count)"]
                + firstDifference(made.map { $0 - start }, source.frames.map { $0 - sourceStart })
        }
        var defects: [String] = []
        for run in rung.runs {
            let times = run.flatMap(\.stream.pictures).map { Double($0.pts) - start }.sorted()
            guard let low = times.first, let high = times.last else { continue }
            let wanted = source.frames.map { $0 - sourceStart }.filter { $0 > low - 1.5 && $0 < high + 1.5 }
            if wanted.count != times.count { defects.append("\(times.count) pictures, the source has \(wanted.count)") }
            defects += firstDifference(times, wanted)
        }
        return defects
    }

    private static func firstDifference(_ made: [Double], _ wanted: [Double]) -> [String] {
        for (index, pair) in zip(made, wanted).enumerated() where abs(pair.0 - pair.1) > 1.01 {
            return ["picture \(index) at \(pair.0), in the source at \(pair.1)"]
        }
        return []
    }

    /// Sound frames follow each other on the grid of 1024 samples. A copied track may keep its container's rounding.
    static func soundGrid(_ rung: EncodedRung, _ source: SourceFacts) -> [String] {
        let steps = Set(zip(source.sounds.dropFirst(), source.sounds).map { ($0.start - $1.start).rounded() })
        var defects: [String] = []
        for run in rung.runs {
            let sounds = run.flatMap { part in part.stream.sounds.map { (number: part.number, frame: $0) } }
            for (next, last) in zip(sounds.dropFirst(), sounds) {
                let step = next.frame.pts - last.frame.pts
                let isOwn = steps.contains { abs($0 - step) <= 1.5 }
                if abs(step - last.frame.ticks) > 1.5, !isOwn {
                    defects.append(
                        "segment \(next.number): sound at \(next.frame.pts) is \(step) after the one before, not "
                            + "\(last.frame.ticks)")
                }
            }
        }
        return defects
    }

    /// The sound of a segment starts within one frame of its picture, but for the first and the last segments.
    static func soundWithPicture(_ rung: EncodedRung, _ source: SourceFacts) -> [String] {
        guard let zero = rung.parts.first?.stream.pictures.map(\.pts).min(), let start = source.frames.first else {
            return []
        }
        let heard = source.sounds.filter(\.isShown)
        let begins = Double(zero) + (heard.first?.start ?? 0) - start
        let ends = Double(zero) + (heard.map(\.end).max() ?? 0) - start
        return rung.parts.flatMap { part -> [String] in
            guard let picture = part.stream.pictures.first.map({ Double($0.pts) }), part.number > 0,
                picture > begins + 6000, picture < ends - 6000
            else { return [] }
            guard let sound = part.stream.sounds.first else { return ["segment \(part.number): no sound"] }
            return abs(sound.pts - picture) <= sound.ticks + 1
                ? [] : ["segment \(part.number): picture at \(picture), sound at \(sound.pts)"]
        }
    }

    /// All rungs are cut at the same times and carry the same sound.
    static func sameCuts(_ rungs: [EncodedRung]) -> [String] {
        guard let first = rungs.first else { return ["no rung"] }
        return rungs.dropFirst().flatMap { rung -> [String] in
            zip(rung.parts, first.parts).flatMap { part, model -> [String] in
                let name = "\(rung.name) segment \(part.number)"
                var defects: [String] = []
                if part.stream.pictures.first?.pts != model.stream.pictures.first?.pts {
                    defects.append("\(name): another first PTS than \(first.name)")
                }
                if part.stream.pictures.map(\.pts).sorted() != model.stream.pictures.map(\.pts).sorted() {
                    defects.append("\(name): other picture times than \(first.name)")
                }
                if part.stream.sounds.map(\.bytes) != model.stream.sounds.map(\.bytes) {
                    defects.append("\(name): other sound bytes than \(first.name)")
                }
                if part.stream.sounds.map(\.pts) != model.stream.sounds.map(\.pts) {
                    defects.append("\(name): other sound times than \(first.name)")
                }
                return defects
            }
        }
    }
}

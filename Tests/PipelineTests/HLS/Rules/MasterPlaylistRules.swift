import Foundation

/// What a master playlist must say of its variants (RFC 8216, section 4.3.4.2).
enum MasterPlaylistRules {
    /// The highest bit rate of any run of segments that lasts between half and one and a half target durations: the peak
    /// of RFC 8216, section 4.1's definition of segment bit rates.
    static func peak(_ rung: EncodedRung) -> Double {
        let target = Double(rung.playlist.targetDuration)
        var peak = 0.0
        for run in rung.runs {
            for start in run.indices {
                var (bits, seconds) = (0.0, 0.0)
                for part in run[start...] {
                    bits += Double(part.bytes.count) * 8
                    seconds += rung.playlist.segments[part.number].duration
                    if seconds > 1.5 * target { break }
                    let isAll =
                        run.count == rung.playlist.segments.count && part.number - run[start].number + 1 == run.count
                    if seconds >= 0.5 * target || isAll { peak = max(peak, bits / seconds) }
                }
            }
        }
        return peak
    }

    /// The mean bit rate of the segments that were made.
    static func mean(_ rung: EncodedRung) -> Double {
        let bits = rung.parts.reduce(0.0) { $0 + Double($1.bytes.count) * 8 }
        let seconds = rung.parts.reduce(0.0) { $0 + rung.playlist.segments[$1.number].duration }
        return seconds > 0 ? bits / seconds : 0
    }

    /// BANDWIDTH bounds the real peak; AVERAGE-BANDWIDTH lies between the real mean and BANDWIDTH.
    static func bandwidth(_ variant: MasterPlaylist.Variant, _ rung: EncodedRung) -> [String] {
        var defects: [String] = []
        let peak = peak(rung)
        if Double(variant.bandwidth) < peak {
            defects.append("BANDWIDTH \(variant.bandwidth), the peak is \(Int(peak))")
        }
        guard let average = variant.averageBandwidth else { return defects + ["no AVERAGE-BANDWIDTH"] }
        if average > variant.bandwidth { defects.append("AVERAGE-BANDWIDTH \(average) above BANDWIDTH") }
        let mean = mean(rung)
        if Double(average) < mean * 0.98 { defects.append("AVERAGE-BANDWIDTH \(average), the mean is \(Int(mean))") }
        return defects
    }

    /// Where every byte is the source's, AVERAGE-BANDWIDTH is the real mean and not just a bound.
    static func exactBandwidth(_ variant: MasterPlaylist.Variant, _ rung: EncodedRung) -> [String] {
        let mean = mean(rung)
        return Double(variant.averageBandwidth ?? 0) > mean * 1.15 + 30_000
            ? ["AVERAGE-BANDWIDTH \(variant.averageBandwidth ?? 0) of a copy whose mean is \(Int(mean))"] : []
    }

    /// CODECS says what the parameter sets and the ADTS headers say.
    static func codecs(_ variant: MasterPlaylist.Variant, _ rung: EncodedRung) -> [String] {
        let pictures = Set(rung.parts.flatMap { $0.stream.pictures.flatMap { $0.parameters.map(\.codecs) } })
        let sounds = Set(rung.parts.flatMap { $0.stream.sounds.map(\.codecs) })
        let real = pictures.union(sounds)
        return Set(variant.codecs.map { $0.lowercased() }) == real && variant.codecs.count == real.count
            ? [] : ["CODECS \(variant.codecs), the streams say \(real.sorted())"]
    }

    /// RESOLUTION is the size that the parameter sets give, with square pixels.
    static func resolution(_ variant: MasterPlaylist.Variant, _ rung: EncodedRung) -> [String] {
        let sets = Set(rung.parts.flatMap { $0.stream.pictures.flatMap(\.parameters) })
        guard let size = variant.resolution else { return sets.isEmpty ? [] : ["no RESOLUTION"] }
        return sets.flatMap { set -> [String] in
            var defects: [String] = []
            let shown = set.width * set.aspect.width / set.aspect.height
            if abs(size.width - shown) > 1 || size.height != set.height {
                defects.append("RESOLUTION \(size), the SPS says \(set.width)x\(set.height), pixels \(set.aspect)")
            }
            if rung.size != size {
                defects.append("RESOLUTION \(size), the rung says \(rung.size)")
            }
            return defects
        }
    }

    /// FRAME-RATE has at most three decimals and lies between the source's mean and highest rate.
    static func frameRate(_ variant: MasterPlaylist.Variant, _ source: SourceFacts) -> [String] {
        guard source.video != nil else { return variant.frameRate == nil ? [] : ["FRAME-RATE without pictures"] }
        guard let text = variant.frameRate, let rate = PlaylistText.decimal(text) else {
            return ["FRAME-RATE \(variant.frameRate ?? "is missing")"]
        }
        var defects: [String] = []
        if text.split(separator: ".").dropFirst().first.map(\.count) ?? 0 > 3 { defects.append("FRAME-RATE \(text)") }
        guard let first = source.frames.first, let last = source.frames.last, last > first else { return defects }
        let mean = Double(source.frames.count - 1) * 90_000 / (last - first)
        let shortest = zip(source.frames.dropFirst(), source.frames).map { $0 - $1 }.min() ?? source.lastFrameLength
        if rate < mean * 0.98 || rate > max(mean, 90_000 / max(shortest - 1, 1)) * 1.02 {
            defects.append("FRAME-RATE \(text), the mean is \(mean), the shortest picture \(shortest / 90) ms")
        }
        return defects
    }

    /// Encoded pictures are 8-bit 4:2:0 frames in BT.709 with limited range.
    static func encodedForm(_ rung: EncodedRung) -> [String] {
        guard !rung.isCopy else { return [] }
        let sets = Set(rung.parts.flatMap { $0.stream.pictures.flatMap(\.parameters) })
        return sets.flatMap { set -> [String] in
            var defects: [String] = []
            if set.lumaDepth != 8 || set.chroma != 1 { defects.append("\(set.lumaDepth) bits, chroma \(set.chroma)") }
            if set.profile != 100 { defects.append("profile \(set.profile), not High") }
            if !set.isProgressive { defects.append("fields") }
            if set.isFullRange { defects.append("full range") }
            if set.colour != [1, 1, 1] { defects.append("colour \(set.colour), not BT.709") }
            if set.width % 2 != 0 || set.height % 2 != 0 { defects.append("\(set.width)x\(set.height)") }
            return defects
        }
    }
}

import Foundation

/// What a media playlist must say of its segments (RFC 8216, sections 4.3.3 and 6.2.1).
enum MediaPlaylistRules {
    /// The fixed form: version, on demand, complete, numbered URIs.
    static func form(_ rung: EncodedRung, segments: Int) -> [String] {
        let playlist = rung.playlist
        var defects: [String] = []
        if playlist.version < 3 { defects.append("version \(playlist.version)") }
        if !playlist.isOnDemand { defects.append("not VOD") }
        if !playlist.isEnded { defects.append("no EXT-X-ENDLIST") }
        if playlist.segments.count != segments { defects.append("\(playlist.segments.count) segments of \(segments)") }
        for (number, segment) in playlist.segments.enumerated() {
            let wanted = "segment/\(rung.name)_\(String(format: "%03d", number)).ts"
            if segment.uri != wanted { defects.append("\(segment.uri) is not \(wanted)") }
            if segment.decimals < 3 { defects.append("EXTINF with \(segment.decimals) decimals") }
        }
        return defects
    }

    /// The target duration is no less than any EXTINF rounded to the nearest integer, and no more than needed.
    static func targetDuration(_ rung: EncodedRung) -> [String] {
        let rounded = rung.playlist.segments.map { Int($0.duration.rounded()) }.max() ?? 0
        let target = rung.playlist.targetDuration
        if target < rounded { return ["target duration \(target), a segment rounds to \(rounded)"] }
        return target > max(rounded, 1) + 1 ? ["target duration \(target) where \(rounded) would do"] : []
    }

    /// No sliver: every segment but a lone one is at least a quarter of the target.
    static func noSliver(_ rung: EncodedRung) -> [String] {
        let segments = rung.playlist.segments
        guard segments.count > 1 else { return [] }
        let least = Double(rung.playlist.targetDuration) / 4
        return segments.enumerated().filter { $0.element.duration < least }.map {
            "segment \($0.offset) lasts \($0.element.duration) s, the target is \(rung.playlist.targetDuration) s"
        }
    }

    /// The EXTINF of the segments are the distances between their first pictures, within one picture.
    static func cuts(_ rung: EncodedRung, tolerance: Double) -> [String] {
        let starts = rung.parts.compactMap { part -> (number: Int, time: Double)? in
            let time = part.stream.pictures.first.map { Double($0.pts) } ?? part.stream.sounds.first?.pts
            return time.map { (part.number, $0 / 90_000) }
        }
        guard let origin = starts.first(where: { $0.number > 0 }) else { return [] }
        return starts.filter { $0.number > origin.number }.compactMap { start in
            let listed = rung.playlist.segments[origin.number..<start.number].reduce(0) { $0 + $1.duration }
            let real = start.time - origin.time
            return abs(listed - real) <= tolerance
                ? nil : "segment \(start.number) starts \(real) s after \(origin.number), the playlist says \(listed) s"
        }
    }
}

extension HLSPresentation {
    /// The master playlist (RFC 8216, 4.3.4). Each variant's URI is `prefix`, the rung's name and `.m3u8`.
    public func masterPlaylist(prefix: String = "") -> String {
        var lines = ["#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-INDEPENDENT-SEGMENTS"]
        for rung in rungs {
            var attributes = [
                "BANDWIDTH=\(rung.bandwidth)", "AVERAGE-BANDWIDTH=\(rung.averageBandwidth)",
                "CODECS=\"\(rung.codecs)\"",
            ]
            if rung.width > 0 {
                attributes.append("RESOLUTION=\(rung.width)x\(rung.height)")
                let frameRate = Rational(Int64((rung.frameRate * 1000).rounded()), 1000)
                attributes.append("FRAME-RATE=\(Self.decimal(frameRate, places: 3))")
            }
            lines.append("#EXT-X-STREAM-INF:" + attributes.joined(separator: ","))
            lines.append("\(prefix)\(rung.name).m3u8")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The media playlist of a rung (RFC 8216, 4.3.3), complete from the first request; nil for an unknown rung. The URIs
    /// of segments are `segment/NAME_000.ts`.
    public func mediaPlaylist(rung name: String) -> String? {
        guard rung(name) != nil else { return nil }
        var lines = [
            "#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-TARGETDURATION:\(plan.targetDuration)", "#EXT-X-MEDIA-SEQUENCE:0",
            "#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-INDEPENDENT-SEGMENTS",
        ]
        for span in plan.spans {
            lines.append("#EXTINF:\(Self.decimal(span.duration)),")
            lines.append("segment/\(Self.segmentName(rung: name, number: span.number))")
        }
        lines.append("#EXT-X-ENDLIST")
        return lines.joined(separator: "\n") + "\n"
    }

    /// A segment's file name, `720p_007.ts`: at least three digits.
    public static func segmentName(rung: String, number: Int) -> String {
        let digits = String(number)
        return "\(rung)_\(String(repeating: "0", count: max(0, 3 - digits.count)))\(digits).ts"
    }

    /// A decimal fraction, without a locale's say.
    private static func decimal(_ value: Rational, places: Int = 6) -> String {
        let unit = (0..<places).reduce(Int64(1)) { unit, _ in unit * 10 }
        let scaled = value.ticks(rate: unit)
        let fraction = String(scaled % unit)
        return "\(scaled / unit)." + String(repeating: "0", count: places - fraction.count) + fraction
    }
}

/// A media playlist read by the rules of RFC 8216, sections 4.3.2 and 4.3.3.
struct MediaPlaylist: Sendable {
    /// One media segment.
    struct Segment: Sendable {
        var uri: String
        /// `EXTINF`, seconds.
        var duration: Double
        /// The digits after the point of `EXTINF`.
        var decimals: Int
    }

    /// `EXT-X-TARGETDURATION`, seconds.
    var targetDuration: Int
    /// `EXT-X-VERSION`.
    var version: Int
    /// `EXT-X-MEDIA-SEQUENCE`, 0 when absent.
    var mediaSequence = 0
    /// Whether it is `EXT-X-PLAYLIST-TYPE:VOD`.
    var isOnDemand: Bool
    /// Whether `EXT-X-ENDLIST` stands there.
    var isEnded: Bool
    /// Whether `EXT-X-INDEPENDENT-SEGMENTS` is set here.
    var hasIndependentSegments: Bool
    /// In playing order.
    var segments: [Segment] = []

    /// The sum of all `EXTINF`, seconds.
    var duration: Double { segments.reduce(0) { $0 + $1.duration } }

    /// Reads `text`.
    init(_ text: String) throws {
        let playlist = try PlaylistText(text)
        targetDuration = try playlist.integer("EXT-X-TARGETDURATION")
        version = playlist.values("EXT-X-VERSION").isEmpty ? 1 : try playlist.integer("EXT-X-VERSION")
        if !playlist.values("EXT-X-MEDIA-SEQUENCE").isEmpty {
            mediaSequence = try playlist.integer("EXT-X-MEDIA-SEQUENCE")
        }
        isOnDemand = playlist.values("EXT-X-PLAYLIST-TYPE") == ["VOD"]
        isEnded = playlist.values("EXT-X-ENDLIST").count == 1
        hasIndependentSegments = playlist.values("EXT-X-INDEPENDENT-SEGMENTS").count == 1
        let known: Set = [
            "EXT-X-VERSION", "EXT-X-TARGETDURATION", "EXT-X-MEDIA-SEQUENCE", "EXT-X-PLAYLIST-TYPE", "EXT-X-ENDLIST",
            "EXT-X-INDEPENDENT-SEGMENTS", "EXTINF", "EXT-X-START",
        ]
        var pending: (duration: Double, decimals: Int)?
        for line in playlist.lines {
            switch line {
            case .tag(let name, let value):
                guard known.contains(name) else { throw StreamDefect("\(name) in a media playlist") }
                if name == "EXTINF" {
                    guard pending == nil else { throw StreamDefect("EXTINF twice before a URI") }
                    pending = try Self.information(value ?? "", version: version)
                }
            case .uri(let uri):
                guard let information = pending else { throw StreamDefect("a segment without EXTINF: \(uri)") }
                pending = nil
                segments.append(Segment(uri: uri, duration: information.duration, decimals: information.decimals))
            }
        }
        guard pending == nil else { throw StreamDefect("EXTINF without a URI") }
    }

    private static func information(_ value: String, version: Int) throws -> (duration: Double, decimals: Int) {
        let parts = value.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let duration = PlaylistText.decimal(parts[0]) else {
            throw StreamDefect("EXTINF:\(value)")
        }
        let decimals = parts[0].contains(".") ? parts[0].reversed().prefix { $0 != "." }.count : 0
        guard decimals == 0 || version >= 3 else { throw StreamDefect("a fraction in EXTINF below version 3") }
        return (duration, decimals)
    }
}

/// A master playlist read by the rules of RFC 8216, section 4.3.4.
struct MasterPlaylist: Sendable {
    /// One variant stream.
    struct Variant: Sendable {
        var uri: String
        var bandwidth: Int
        var averageBandwidth: Int?
        /// The comma-separated codecs, one by one.
        var codecs: [String]
        /// Pixels; nil for sound alone.
        var resolution: (width: Int, height: Int)?
        /// As written; nil for sound alone.
        var frameRate: String?
    }

    /// In the playlist's order.
    var variants: [Variant] = []
    /// Whether `EXT-X-INDEPENDENT-SEGMENTS` is set.
    var hasIndependentSegments: Bool

    /// Reads `text`.
    init(_ text: String) throws {
        let playlist = try PlaylistText(text)
        hasIndependentSegments = playlist.values("EXT-X-INDEPENDENT-SEGMENTS").count == 1
        let known: Set = [
            "EXT-X-VERSION", "EXT-X-INDEPENDENT-SEGMENTS", "EXT-X-STREAM-INF", "EXT-X-MEDIA", "EXT-X-START",
            "EXT-X-I-FRAME-STREAM-INF", "EXT-X-SESSION-DATA",
        ]
        var pending: [String: String]?
        for line in playlist.lines {
            switch line {
            case .tag(let name, let value):
                guard known.contains(name) else { throw StreamDefect("\(name) in a master playlist") }
                guard pending == nil else { throw StreamDefect("\(name) between EXT-X-STREAM-INF and its URI") }
                if name == "EXT-X-STREAM-INF" { pending = try PlaylistText.attributes(value ?? "") }
            case .uri(let uri):
                guard let attributes = pending else { throw StreamDefect("a URI without EXT-X-STREAM-INF: \(uri)") }
                pending = nil
                variants.append(try Self.variant(uri, attributes))
            }
        }
        guard pending == nil, !variants.isEmpty else { throw StreamDefect("a variant without a URI, or no variant") }
    }

    private static func variant(_ uri: String, _ attributes: [String: String]) throws -> Variant {
        guard let bandwidth = attributes["BANDWIDTH"].flatMap({ PlaylistText.decimalInteger($0) }) else {
            throw StreamDefect("no BANDWIDTH for \(uri)")
        }
        let average = attributes["AVERAGE-BANDWIDTH"]
        let resolution = try attributes["RESOLUTION"].map { text in
            let sides = text.split(separator: "x").compactMap { PlaylistText.decimalInteger($0) }
            guard sides.count == 2 else { throw StreamDefect("RESOLUTION=\(text)") }
            return (width: sides[0], height: sides[1])
        }
        return Variant(
            uri: uri, bandwidth: bandwidth, averageBandwidth: average.flatMap { PlaylistText.decimalInteger($0) },
            codecs: (attributes["CODECS"] ?? "").split(separator: ",").map(String.init), resolution: resolution,
            frameRate: attributes["FRAME-RATE"])
    }
}

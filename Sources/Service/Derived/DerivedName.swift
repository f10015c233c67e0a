internal import Foundation
internal import Pipeline

/// Names something made from a content, in the cache and in the blob store alike.
struct DerivedName: Hashable, Sendable {
    /// The content it is made from.
    let content: String
    /// The rest of the name, such as `hls/0a1b/720p_001.ts`.
    let name: String

    /// Segment `number` of `rung`, as version `version` of the engine and its settings makes it.
    static func segment(_ content: String, version: String, rung: String, number: Int) -> DerivedName {
        DerivedName(content: content, name: prefix(version: version) + segmentName(rung: rung, number: number))
    }

    /// What the names of all segments of `version` begin with.
    static func prefix(version: String) -> String { "hls/\(version)/" }

    /// The last part of a segment's name, as in its URL.
    static func segmentName(rung: String, number: Int) -> String {
        HLSPresentation.segmentName(rung: rung, number: number)
    }

    /// As a blob.
    var blobKey: BlobKey { BlobKey(content: content, name: name) }
}

/// A segment's number and rung, read from the last part of its URL.
struct SegmentName: Equatable, Sendable {
    let rung: String
    let number: Int

    /// Reads `720p_001.ts`; nil unless it is written exactly as playlists write it.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].hasSuffix(".ts"), let number = Int(parts[1].dropLast(3)), number >= 0,
            DerivedName.segmentName(rung: String(parts[0]), number: number) == text
        else { return nil }
        rung = String(parts[0])
        self.number = number
    }
}

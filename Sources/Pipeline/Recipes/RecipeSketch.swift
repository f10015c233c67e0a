/// sketch only
public struct ProbeMedia: Recipe {
    /// The file.
    public var input: MediaReference
    /// Reads the packet tables of `input` in one bounded demux pass, without decoding.
    public init(input: MediaReference) { self.input = input }
    public func run(in engine: Engine) async throws -> MediaIndex {
        throw MediaError(.engine, "ProbeMedia", "not built yet")
    }
}
/// One finished segment.
public struct Segment: Sendable {
    /// The rung's name, such as `720p`.
    public var rung: String
    /// The segment's number, from 0.
    public var number: Int
    /// The MPEG-TS bytes.
    public var bytes: [UInt8]
}
/// sketch
public struct EncodeSegment: Recipe {
    /// The file.
    public var input: MediaReference
    /// The rung's name.
    public var rung: String
    /// The segment's number.
    public var number: Int
    /// Makes one segment of one rung.
    public init(input: MediaReference, rung: String, number: Int) {
        self.input = input
        self.rung = rung
        self.number = number
    }
    public func run(in engine: Engine) async throws -> Segment {
        throw MediaError(.engine, "EncodeSegment", "not built yet")
    }
}
/// sketch
public struct EncodeLadder: Recipe {
    /// The file.
    public var input: MediaReference
    /// The segment numbers to make; nil makes all.
    public var segments: Range<Int>?
    /// The rungs to make; nil makes all.
    public var rungs: [String]?
    /// Makes a range of segments of several rungs with one decode.
    public init(input: MediaReference, segments: Range<Int>? = nil, rungs: [String]? = nil) {
        self.input = input
        self.segments = segments
        self.rungs = rungs
    }
    /// Runs and drops the segments: for measuring.
    public func run(in engine: Engine) async throws { try await run(in: engine, progress: { _ in }) { _ in } }
    /// Runs; `deliver` gets every finished segment, in order per rung; its back-pressure slows the engine.
    public func run(
        in engine: Engine, progress: @escaping @Sendable (EncodeProgress) -> Void,
        deliver: @escaping @Sendable (Segment) async throws -> Void
    ) async throws {
        throw MediaError(.engine, "EncodeLadder", "not built yet")
    }
}
/// How far a ladder has come.
public struct EncodeProgress: Sendable {
    /// 0…1
    public var fraction: Double
    /// Frames decoded so far.
    public var frames: Int
    /// Media time done, seconds.
    public var mediaSeconds: Double
    /// Wall time since the start, seconds.
    public var wallSeconds: Double
    /// The stage that bounds the speed, such as `encode 1080p`.
    public var stage: String
}
/// A finished still picture.
public struct EncodedImage: Sendable {
    /// The file's bytes.
    public var bytes: [UInt8]
    /// `image/jpeg`, `image/webp` or `image/avif`.
    public var contentType: String
    /// Pixels across.
    public var width: Int
    /// Pixels down.
    public var height: Int
}
/// sketch
public struct VideoThumbnail: Recipe {
    /// The still formats on offer.
    public enum Format: String, Codable, Sendable, CaseIterable { case jpeg, webp, avif }
    /// The file.
    public var input: MediaReference
    /// The wanted time in seconds; nil chooses a representative frame.
    public var time: Double?
    /// Pixels across; nil keeps the source's width, at most 1280.
    public var width: Int?
    /// The output format.
    public var format: Format
    /// A still of `input`.
    public init(input: MediaReference, time: Double? = nil, width: Int? = nil, format: Format = .jpeg) {
        self.input = input
        self.time = time
        self.width = width
        self.format = format
    }
    public func run(in engine: Engine) async throws -> EncodedImage {
        throw MediaError(.engine, "VideoThumbnail", "not built yet")
    }
}
/// native threads
public final class NativeExecutor: Sendable {
    /// Makes `threads` threads.
    public init(threads: Int) {}
}
/// sketch: real one holds packet tables
public struct MediaIndex: Sendable {
    /// What a person would say of the file.
    public var description: MediaDescription { MediaDescription(kind: .other) }
    /// The compact stored form.
    public func encoded() -> [UInt8] { [] }
    /// Reads the stored form. Throws `corrupt`.
    public init(decoding bytes: [UInt8]) throws(MediaError) {}
}
/// The `media` object of API.md: what was probed, as JSON.
public struct MediaDescription: Codable, Sendable, Equatable {
    /// The broad kinds of file.
    public enum Kind: String, Codable, Sendable { case image, video, audio, document, other }
    /// The broad kind.
    public var kind: Kind
    /// Display size after rotation and pixel aspect, pixels.
    public var width: Int?
    /// Display size after rotation and pixel aspect, pixels.
    public var height: Int?
    /// Seconds.
    public var duration: Double?
    /// Mean frames per second.
    public var frameRate: Double?
    /// Clockwise degrees that the stored picture had to be turned by: 0, 90, 180 or 270.
    public var rotation: Int?
    /// The codec's usual name, such as `h264`.
    public var videoCodec: String?
    /// The codecs of the audio tracks.
    public var audioCodecs: [String]?
    /// The container's name.
    public var container: String?
    /// Makes a description with nothing but a kind.
    public init(kind: Kind) { self.kind = kind }
}
/// Everything that follows from a media index without reading the source again.
public struct HLSPresentation: Sendable {
    /// One quality of the ladder.
    public struct Rung: Sendable {
        /// `720p`, or `audio` for a source without pictures.
        public var name: String
        /// Pixels; 0 for audio.
        public var width: Int
        /// Pixels; 0 for audio.
        public var height: Int
        /// Peak bits per second, as in the master playlist.
        public var bandwidth: Int
        /// Mean bits per second.
        public var averageBandwidth: Int
        /// RFC 6381 codecs parameter.
        public var codecs: String
        /// Whether the source's video is copied, not encoded.
        public var isCopy: Bool
    }
    /// Best last.
    public var rungs: [Rung]
    /// How many segments every rung has.
    public var segmentCount: Int
    /// Seconds.
    public var duration: Double
    /// Derives plan and ladder. Throws `unsupported` when the file has neither video nor audio.
    public init(index: MediaIndex) throws(MediaError) {
        rungs = []
        segmentCount = 0
        duration = 0
    }
    /// The master playlist; each variant's URI is `prefix` + name + `.m3u8`.
    public func masterPlaylist(prefix: String = "") -> String { "" }
    /// The media playlist of a rung, with URIs `segment/NAME_000.ts`; nil for an unknown rung.
    public func mediaPlaylist(rung: String) -> String? { nil }
    /// A short hash of everything that decides the bytes of playlists and segments, for versioned URLs.
    public var version: String { "0" }
}

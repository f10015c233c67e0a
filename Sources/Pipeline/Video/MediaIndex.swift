/// Everything about a media file that playlists, segments and thumbnails need, read once: stream parameters and the
/// times, sizes and places of all packets of the chosen video and audio stream.
public struct MediaIndex: Sendable, Equatable {
    /// The container's short name, such as `mov` or `matroska`.
    public var container = ""
    /// The length of the file in bytes.
    public var fileSize: Int64 = 0
    /// How a packet is found again.
    public var access = PacketAccess.time
    /// The video stream shown, if there is one.
    public var video: VideoTrack?
    /// The audio stream heard with it, if there is one.
    public var audio: AudioTrack?
    /// The codecs of all audio streams, the chosen one first.
    public var audioCodecs: [String] = []

    /// Nothing known.
    public init() {}
}

/// How the packets of a container are read from the middle.
public enum PacketAccess: Int64, Sendable {
    /// A packet's bytes stand together at its offset: no demuxer is needed (ISO base media files).
    case direct
    /// The demuxer seeks by byte offset (MPEG transport and program streams).
    case offset
    /// The demuxer seeks by time.
    case time
}

/// The video stream of a file.
public struct VideoTrack: Sendable, Equatable {
    /// Codec and picture parameters.
    public var stream = StreamParameters()
    /// How far the stored picture is turned clockwise for showing: 0, 90, 180 or 270 degrees.
    public var rotation = 0
    /// Its packets; presentation times are never missing.
    public var packets = PacketTable()
    /// The time, in ticks, at which the last picture has been shown.
    public var end: Int64 = 0
}

/// The audio stream of a file.
public struct AudioTrack: Sendable, Equatable {
    /// Codec and sample parameters.
    public var stream = StreamParameters()
    /// Its packets. Presentation times count samples at the stream's rate from the container's time zero and run on
    /// without the rounding of coarse container clocks.
    public var packets = PacketTable()
    /// The sample after the last packet's.
    public var end: Int64 = 0
}

extension MediaIndex {
    private static let format: Int64 = 1

    /// The compact stored form: about 4 bytes a packet.
    public func encoded() -> [UInt8] {
        var writer = CompactWriter()
        writer.integer(Self.format)
        writer.text(container)
        writer.integer(fileSize)
        writer.integer(access.rawValue)
        writer.integer(Int64(audioCodecs.count))
        audioCodecs.forEach { writer.text($0) }
        writer.integer(video == nil ? 0 : 1)
        if let video {
            video.stream.write(to: &writer)
            writer.integer(Int64(video.rotation))
            writer.integer(video.end)
            video.packets.write(to: &writer)
        }
        writer.integer(audio == nil ? 0 : 1)
        if let audio {
            audio.stream.write(to: &writer)
            writer.integer(audio.end)
            audio.packets.write(to: &writer)
        }
        return writer.bytes
    }

    /// Reads the stored form. Throws `corrupt` when it is damaged or of another version: probe again then.
    public init(decoding bytes: [UInt8]) throws(MediaError) {
        var reader = CompactReader(bytes)
        guard try reader.integer() == Self.format else { throw CompactReader.damaged }
        container = try reader.text()
        fileSize = try reader.integer()
        guard let access = PacketAccess(rawValue: try reader.integer()) else { throw CompactReader.damaged }
        self.access = access
        for _ in 0..<(try reader.count()) { audioCodecs.append(try reader.text()) }
        if try reader.integer() == 1 {
            var track = VideoTrack()
            track.stream = try StreamParameters(from: &reader)
            track.rotation = Int(truncatingIfNeeded: try reader.integer())
            track.end = try reader.integer()
            track.packets = try PacketTable(from: &reader)
            video = track
        }
        if try reader.integer() == 1 {
            var track = AudioTrack()
            track.stream = try StreamParameters(from: &reader)
            track.end = try reader.integer()
            track.packets = try PacketTable(from: &reader)
            audio = track
        }
        try validate()
    }
}

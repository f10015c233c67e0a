/// Writes one segment as an MPEG transport stream (ISO/IEC 13818-1): PAT, PMT, then PES packets in order of decode time.
///
/// Segments join without a visible seam although each is made alone: the clock is the presentation's, the tables' counter
/// is the segment's number, and each elementary stream fills a multiple of 16 packets, so that its four-bit counter
/// starts at zero in every segment and still runs on.
struct TransportStream {
    /// What is added to the presentation's clock, 1.4 s: decode times and clock references before zero stay positive.
    static let base: Int64 = 126_000
    /// How far the clock reference runs ahead of decoding, 0.1 s.
    private static let clockLead: Int64 = 9_000
    /// The clock is sent at least so often, 90 ms; 2.7.2 wants 100.
    static let clockPeriod: Int64 = 8_100
    /// AAC frames in one PES packet.
    private static let audioFramesPerPES = 4
    private static let videoPID = 0x100
    private static let audioPID = 0x101
    /// Stream types of the program map (table 2-34): H.264, and AAC in ADTS.
    private static let videoEntry = (pid: videoPID, type: UInt8(0x1B))
    private static let audioEntry = (pid: audioPID, type: UInt8(0x0F))

    private let hasVideo: Bool
    private let hasAudio: Bool

    /// A writer for segments with these streams, whether or not each segment has something of each.
    init(hasVideo: Bool, hasAudio: Bool) {
        self.hasVideo = hasVideo
        self.hasAudio = hasAudio
    }

    /// The bytes of segment `number`.
    func segment(_ number: Int, video: [AccessUnit], audio: [AudioFrame]) -> [UInt8] {
        var pictures = video.map { unit in
            ElementaryPacket(
                pid: Self.videoPID, streamID: 0xE0, tick: unit.tick + Self.base,
                decodeTick: unit.decodeTick + Self.base,
                clock: unit.decodeTick + Self.base - Self.clockLead, isRandomAccess: unit.isKey, parts: [unit.bytes])
        }
        var sounds = stride(from: 0, to: audio.count, by: Self.audioFramesPerPES).map { start in
            let frames = audio[start..<min(start + Self.audioFramesPerPES, audio.count)]
            let tick = (frames.first?.tick ?? 0) + Self.base
            return ElementaryPacket(
                pid: Self.audioPID, streamID: 0xC0, tick: tick, decodeTick: tick,
                clock: hasVideo ? nil : tick - Self.clockLead, isRandomAccess: !hasVideo, parts: frames.map(\.bytes))
        }
        Self.padToCounterPeriod(&pictures)
        Self.padToCounterPeriod(&sounds)

        var writer = TransportPacketWriter(packets: 2 + (pictures + sounds).reduce(0) { $0 + $1.packetCount })
        let clockPID = hasVideo ? Self.videoPID : Self.audioPID
        writer.tables(
            counter: UInt8(number & 15), clockPID: clockPID,
            streams: (hasVideo ? [Self.videoEntry] : []) + (hasAudio ? [Self.audioEntry] : []))
        // The first picture goes before all sound, yet the clock must not be ahead of any of it.
        if let first = sounds.first, !pictures.isEmpty { pictures[0].holdClock(to: first.tick - Self.clockLead) }
        var nextSound = sounds.startIndex
        for (position, picture) in pictures.enumerated() {
            // The key frame comes first, even when sound is due before it.
            while position > 0, nextSound < sounds.endIndex, sounds[nextSound].tick <= picture.decodeTick {
                writer.writeClock(until: sounds[nextSound].tick - Self.clockLead, pid: clockPID)
                writer.write(sounds[nextSound])
                nextSound += 1
            }
            writer.writeClock(until: picture.decodeTick - Self.clockLead, pid: clockPID)
            writer.write(picture)
        }
        for sound in sounds[nextSound...] { writer.write(sound) }
        return writer.bytes
    }

    /// Bits of a segment whose pictures and sounds take at most so many transport packets.
    static func bits(picturePackets: Int, soundPackets: Int, clockPackets: Int) -> Double {
        func padded(_ packets: Int) -> Int { (packets + 15) / 16 * 16 }
        return Double(2 + padded(picturePackets) + padded(soundPackets) + clockPackets) * 188 * 8
    }

    /// Transport packets, at most, of `bytes` of coded pictures or sound in `count` PES packets.
    static func packets(bytes: Int, in count: Int) -> Int {
        // Header, delimiter and clock reference; and each PES packet may end with one that is almost empty.
        (bytes + count * (19 + 6 + 8)) / 184 + count
    }

    /// PES packets of so many AAC frames.
    static func soundPackets(frames: Int) -> Int { (frames + audioFramesPerPES - 1) / audioFramesPerPES }

    /// Spreads the packets of the last PES packets over more transport packets until their number is a multiple of 16.
    private static func padToCounterPeriod(_ packets: inout [ElementaryPacket]) {
        var missing = (16 - packets.reduce(0) { $0 + $1.packetCount } % 16) % 16
        for number in packets.indices.reversed() where missing > 0 {
            let added = min(missing, packets[number].spareBytes)
            packets[number].extraPackets = added
            missing -= added
        }
    }
}

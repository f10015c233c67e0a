import Testing

/// The witnesses themselves: they read what ffmpeg writes, and see every kind of damage.
@Suite("Transport stream reader")
struct TransportReaderTests {
    /// `lesson.mp4` as ffmpeg's own muxer puts it, from `start` for `length` seconds.
    private static func stream(start: String = "0", length: String = "12") async throws -> [UInt8] {
        let folder = try TemporaryFolder()
        let path = folder.path("out.ts")
        try await FFmpeg.make(
            path,
            [
                "-ss", start, "-i", Folders.fixture("lesson.mp4"), "-t", length, "-c", "copy", "-f", "mpegts",
            ])
        return [UInt8](try await runSuccessfully("cat", [path]).output)
    }

    /// A rung made of the given streams.
    private static func rung(_ streams: [[UInt8]]) throws -> EncodedRung {
        let extinf = streams.map { _ in "#EXTINF:4.000,\nsegment/720p_000.ts\n" }.joined()
        return EncodedRung(
            name: "720p", playlist: try MediaPlaylist("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:4\n\(extinf)"),
            parts: try streams.enumerated().map {
                EncodedRung.Part(number: $0.offset, bytes: $0.element, stream: try TransportSegment($0.element))
            })
    }

    @Test("Pictures, sound, parameters and times are those that ffprobe sees")
    func reading() async throws {
        let bytes = try await Self.stream()
        let segment = try TransportSegment(bytes)
        let folder = try TemporaryFolder()
        let path = try folder.write(bytes, as: "a.ts")
        let times = try await FFprobe.frameTimes(path, stream: 0)
        #expect(segment.pictures.map(\.pts).sorted() == times)
        #expect(segment.pictures.count == 300)
        #expect(segment.pictures.filter(\.isIDR).count == 6)
        #expect(segment.sounds.count == (try await FFprobe.packets(path, stream: 1).count))
        let set = try #require(segment.pictures.first?.parameters.first)
        #expect((set.width, set.height) == (1280, 720))
        #expect(set.codecs == "avc1.64001f")
        #expect(segment.sounds.first.map { [$0.rate, $0.channels, $0.objectType] } == [48_000, 2, 2])
        #expect(segment.packets.contains { $0.clock != nil })
    }

    @Test("A continuous stream passes the rules that do not depend on cuts")
    func sound() async throws {
        let rung = try Self.rung([try await Self.stream()])
        expectNone(ContinuityRules.counters(rung))
        expectNone(ContinuityRules.clock(rung))
        expectNone(TimeRules.order(rung))
        expectNone(rung.defects(OpeningRules.independent))
        expectNone(rung.defects(OpeningRules.accessUnits))
    }

    @Test("A flipped bit in a table is seen")
    func checksum() async throws {
        var bytes = try await Self.stream(length: "1")
        let segment = try TransportSegment(bytes)
        let map = segment.packets[segment.firstMap].payload
        bytes[map.lowerBound + 14] ^= 1
        #expect(throws: StreamDefect.self) { try TransportSegment(bytes) }
    }

    @Test("A packet lost, doubled or exchanged breaks the counters", arguments: ["lost", "doubled", "exchanged"])
    func damage(kind: String) async throws {
        var bytes = try await Self.stream(length: "1")
        let whole = try TransportSegment(bytes)
        // A packet inside a large picture: neither first nor last of its unit.
        let victim = try #require(
            whole.packets.indices.dropFirst(4).first { index in
                whole.packets[index - 1...index + 2].allSatisfy { $0.pid == whole.tables.videoPID && !$0.startsUnit }
            })
        let range = victim * 188..<(victim + 1) * 188
        let packet = Array(bytes[range])
        switch kind {
        case "lost": bytes.removeSubrange(range)
        case "doubled": bytes.insert(contentsOf: packet, at: range.lowerBound)
        default:
            let next = Array(bytes[range.upperBound..<range.upperBound + 188])
            bytes.replaceSubrange(range.lowerBound..<range.upperBound + 188, with: next + packet)
        }
        #expect(!ContinuityRules.counters(try Self.rung([bytes])).isEmpty)
    }

    @Test("Two streams that each start their counters at zero do not run on")
    func restart() async throws {
        let first = try await Self.stream(length: "2")
        let second = try await Self.stream(start: "2", length: "2")
        let rung = try Self.rung([first, second])
        #expect(!ContinuityRules.counters(rung).isEmpty)
        #expect(!TimeRules.order(rung).isEmpty, "times that start again")
    }

    @Test("A stream that starts between key frames is not independent")
    func dependent() async throws {
        let bytes = try await Self.stream(length: "1")
        let segment = try TransportSegment(bytes)
        let second = try #require(segment.pictures.dropFirst().first)
        let tables = Array(bytes[0..<3 * 188])
        let cut = try TransportSegment(tables + Array(bytes[(second.firstPacket * 188)...]))
        #expect(!OpeningRules.independent(cut).isEmpty)
    }

    @Test("A picture that is missing, early or late is seen")
    func pictures() async throws {
        let rung = try Self.rung([try await Self.stream()])
        let input = Input(Folders.fixture("lesson.mp4"), [], 1280, 720, 12...12)
        let source = try await SourceFacts(of: input)
        expectNone(TimeRules.everyPictureOnce(rung, source, extent: .whole))
        var missing = rung
        missing.parts[0].stream.pictures.remove(at: 17)
        #expect(!TimeRules.everyPictureOnce(missing, source, extent: .whole).isEmpty)
        var late = rung
        late.parts[0].stream.pictures[17].pts += 3
        #expect(!TimeRules.everyPictureOnce(late, source, extent: .whole).isEmpty)
    }

    @Test("A sound frame that is missing or changed is seen")
    func sounds() async throws {
        let rung = try Self.rung([try await Self.stream()])
        let input = Input(Folders.fixture("lesson.mp4"), [], 1280, 720, 12...12)
        let source = try await SourceFacts(of: input)
        let original = rung.parts[0].stream.sounds
        expectNone(TimeRules.soundGrid(rung, source))
        expectNone(SoundRules.copied(rung, original: original, source: source))
        expectNone(SoundRules.copiedTimes(rung, source: source))
        var missing = rung
        missing.parts[0].stream.sounds.remove(at: 100)
        #expect(!TimeRules.soundGrid(missing, source).isEmpty)
        #expect(!SoundRules.copied(missing, original: original, source: source).isEmpty)
        var late = rung
        for index in late.parts[0].stream.sounds.indices { late.parts[0].stream.sounds[index].pts += 1920 }
        #expect(!SoundRules.copiedTimes(late, source: source).isEmpty)
    }

    @Test("Anything but whole packets is refused", arguments: [0, 1, 187, 189])
    func length(count: Int) {
        #expect(throws: StreamDefect.self) { try TransportSegment([UInt8](repeating: 0x47, count: count)) }
    }
}

import Pipeline
import Testing

/// Files that ask a reader to open other files or sockets.
@Suite("Playlists in disguise", .serialized, .timeLimit(.minutes(1)))
struct DisguiseTests {
    /// The kinds of playlist that libavformat knows.
    enum Kind: String, CaseIterable, Sendable {
        case hls, hlsMaster, concat, dash, sdp

        /// A playlist of this kind that names `file` and `url`.
        func text(file: String, url: String) -> String {
            switch self {
            case .hls:
                "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://\(file)\n#EXTINF:2,\n\(url)\n"
                    + "#EXT-X-ENDLIST\n"
            case .hlsMaster:
                "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n\(url)\n#EXT-X-STREAM-INF:BANDWIDTH=2\nfile://\(file)\n"
            case .concat: "ffconcat version 1.0\nfile '\(file)'\nfile '\(url)'\n"
            case .dash:
                """
                <?xml version="1.0"?>
                <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT2S"
                 profiles="urn:mpeg:dash:profile:isoff-main:2011"><Period><AdaptationSet mimeType="video/mp2t">
                <Representation id="a" bandwidth="1"><BaseURL>file://\(file)</BaseURL></Representation>
                <Representation id="b" bandwidth="1"><BaseURL>\(url)</BaseURL></Representation>
                </AdaptationSet></Period></MPD>
                """
            case .sdp:
                "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n"
                    + "a=rtpmap:96 H264/90000\n"
            }
        }
    }

    @Test("A disguised playlist is refused, and nothing it names is opened", arguments: Kind.allCases)
    func refused(kind: Kind) async throws {
        let tripwire = try await Tripwire()
        _ = tripwire.wasFileOpened()
        let folder = try TemporaryFolder()
        let text = kind.text(file: tripwire.file, url: tripwire.url)
        let path = try folder.write(Array(text.utf8), as: "film.mp4")
        let error = await #expect(throws: MediaError.self) {
            try await ProbeMedia(input: MediaReference(path)).run(in: .shared)
        }
        #expect(error.map { [.unsupported, .corrupt].contains($0.code) } == true, "\(String(describing: error))")
        await #expect(throws: MediaError.self) {
            try await VideoThumbnail(input: MediaReference(path)).run(in: .shared)
        }
        #expect(!tripwire.wasFileOpened())
        #expect(!tripwire.wasSocketOpened())
    }

    @Test("The tripwire sees a reader that does follow a playlist")
    func tripwire() async throws {
        let tripwire = try await Tripwire()
        _ = tripwire.wasFileOpened()
        let folder = try TemporaryFolder()
        let text = Kind.concat.text(file: tripwire.file, url: tripwire.url)
        let path = try folder.write(Array(text.utf8), as: "film.mp4")
        _ = try await runCommand(
            "ffprobe",
            [
                "-v", "quiet", "-safe", "0", "-protocol_whitelist", "file,http,tcp", "-rw_timeout", "200000", "-f",
                "concat", path,
            ])
        #expect(tripwire.wasFileOpened())
    }

    @Test(
        "The committed disguises are refused",
        arguments: ["playlist-in-disguise.mp4", "concat-in-disguise.mp4", "dash-in-disguise.mp4"])
    func fixtures(name: String) async throws {
        let error = await #expect(throws: MediaError.self) {
            try await ProbeMedia(input: MediaReference(Folders.fixture(name))).run(in: .shared)
        }
        #expect(error.map { [.unsupported, .corrupt].contains($0.code) } == true, "\(String(describing: error))")
    }
}

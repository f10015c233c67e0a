import Pipeline
import Testing

@Suite("Probing") struct ProbeTests {
    @Test("Of a file with an index, less than a hundredth is read")
    func readsLittle() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("heavy.mov")
        try await FFmpeg.make(
            path, ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25", "-t", "20", "-c:v", "rawvideo"])
        let source = try CountedSource(path: path)
        let engine = Engine(executor: Engine.shared.executor, library: CountedLibrary(counted: source))
        let index = try await ProbeMedia(input: MediaReference(path)).run(in: engine)
        #expect(index.video?.packets.count == 500)
        #expect(source.bytes > 0)
        #expect(source.bytes * 100 < Int(source.size), "\(source.bytes) of \(source.size) bytes")
    }

    @Test("A stored index makes the same presentation without touching the source")
    func readBack() async throws {
        let path = Folders.fixture("lesson.mp4")
        let probed = try await Engine.shared.library.presentation(of: MediaReference(path))
        let stored = try HLSPresentation(index: try MediaIndex(decoding: probed.index.encoded()))
        #expect(stored.version == probed.version)
        #expect(stored.masterPlaylist() == probed.masterPlaylist())
        #expect(stored.mediaPlaylist(rung: "720p") == probed.mediaPlaylist(rung: "720p"))
    }

    @Test("Encoding a source that could be a rung is a choice with another version")
    func encodeAll() async throws {
        let path = Folders.fixture("lesson.mp4")
        let index = try await Engine.shared.library.presentation(of: MediaReference(path)).index
        let encoded = try HLSPresentation(index: index, allowsCopy: false)
        #expect(encoded.rungs.allSatisfy { !$0.isCopy })
        #expect(encoded.version != (try HLSPresentation(index: index)).version)
    }
}

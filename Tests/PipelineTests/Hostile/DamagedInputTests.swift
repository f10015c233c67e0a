import Pipeline
import Testing

/// Files that are cut short, damaged or not media: a clear failure, soon, of a kind that a caller can tell.
@Suite("Damaged input", .serialized, .timeLimit(.minutes(2)))
struct DamagedInputTests {
    private static func paths(fixtures: [String], recordings: [String]) -> [String] {
        let folder = Folders.media
        return fixtures.map { Folders.fixture($0) }
            + recordings.compactMap { name in folder.map { "\($0)/video/\(name)" } }
    }

    private static func isClear(_ error: (any Error)?) -> Bool {
        guard let code = (error as? MediaError)?.code else { return false }
        return [.unsupported, .corrupt, .limitExceeded].contains(code)
    }

    /// Probes `path` and makes every segment of its first rung; gives the first error, if any.
    private static func firstError(_ path: String) async -> (any Error)? {
        let executor = NativeExecutor(threads: 2)
        let engine = Engine(executor: executor, library: PathLibrary(executor: executor))
        do {
            let presentation = try await engine.library.presentation(of: MediaReference(path))
            for number in 0..<presentation.segmentCount {
                let rung = presentation.rungs[0].name
                let recipe = EncodeSegment(input: MediaReference(path), rung: rung, number: number)
                let segment = try await recipe.run(in: engine)
                _ = try TransportSegment(segment.bytes)
            }
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "What cannot be media is refused by the probe",
        arguments: paths(
            fixtures: ["not-media.mp4", "truncated-no-index.mp4"], recordings: ["truncated-no-index.mp4"]))
    func refused(path: String) async {
        let error = await #expect(throws: MediaError.self) {
            try await ProbeMedia(input: MediaReference(path)).run(in: .shared)
        }
        #expect(Self.isClear(error), "\(String(describing: error))")
    }

    @Test(
        "A file with half of its data never passes for whole",
        arguments: paths(fixtures: ["truncated.mp4"], recordings: ["truncated-annexb.mp4", "corrupt-vp9.webm"]))
    func partial(path: String) async {
        let error = await Self.firstError(path)
        #expect(Self.isClear(error), "\(String(describing: error))")
    }

    @Test("A missing file is an input error")
    func missing() async {
        let error = await #expect(throws: MediaError.self) {
            try await ProbeMedia(input: MediaReference("/no/such/file")).run(in: .shared)
        }
        #expect(error?.code == .inputOutput)
        #expect(error?.message.contains("/no/such") == false)
    }

    @Test("An empty file is refused")
    func empty() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write([], as: "empty.mp4")
        let error = await #expect(throws: MediaError.self) {
            try await ProbeMedia(input: MediaReference(path)).run(in: .shared)
        }
        #expect(Self.isClear(error), "\(String(describing: error))")
    }

    @Test(
        "A file cut anywhere, or with bytes turned over, fails clearly or plays",
        arguments: ["tiny.mp4", "open-gop.mpg", "vorbis.webm", "late-audio.mkv", "hdr-pq.mp4", "audio-only.m4a"])
    func fuzzed(name: String) async throws {
        let whole = try await runSuccessfully("cat", [Folders.fixture(name)]).output
        let folder = try TemporaryFolder()
        var seed = UInt64(whole.count)
        func next(_ bound: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % max(1, bound)
        }
        for round in 0..<8 {
            var bytes = whole
            if round % 2 == 0 {
                bytes = Array(bytes.prefix(next(whole.count)))
            } else {
                for _ in 0..<20 {
                    bytes[next(round < 4 ? min(2000, bytes.count) : bytes.count)] ^= UInt8(1 + next(255))
                }
            }
            let path = try folder.write(bytes, as: "\(round)-\(name)")
            if let error = await Self.firstError(path) {
                #expect(error is MediaError, "round \(round): \(error)")
                #expect((error as? MediaError)?.code != .inputOutput, "round \(round): \(error)")
            }
        }
    }
}

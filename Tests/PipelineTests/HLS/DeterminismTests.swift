import Pipeline
import Testing

extension HLS {
    /// A segment is a pure function of source, rung and number.
    @Suite("Same bytes", .serialized)
    struct DeterminismTests {
        private static let names = [
            "lesson.mp4", "long-gop-ntsc.mp4", "vfr.mp4", "vorbis.webm", "open-gop.mpg", "edit-list.mp4",
            "audio-only.m4a", "hdr-pq.mp4",
        ]

        private static func expected(_ name: String) async throws -> [String: [UInt8]] {
            let input = try #require(Inputs.fixtures.first { $0.name == name })
            let ladder = try await Ladders.shared.ladder(of: input)
            let pairs = ladder.rungs.flatMap { rung in
                rung.parts.map { ("\(rung.name) \($0.number)", $0.bytes) }
            }
            return Dictionary(uniqueKeysWithValues: pairs)
        }

        /// An engine that shares nothing with the one that made the expected bytes.
        private static func engine(threads: Int) -> Engine {
            let executor = NativeExecutor(threads: threads)
            return Engine(executor: executor, library: PathLibrary(executor: executor))
        }

        private static func segments(_ name: String, _ engine: Engine) async throws -> [EncodeSegment] {
            let reference = MediaReference(Folders.fixture(name))
            let presentation = try await engine.library.presentation(of: reference)
            return presentation.rungs.flatMap { rung in
                (0..<presentation.segmentCount).map {
                    EncodeSegment(input: reference, rung: rung.name, number: $0)
                }
            }
        }

        @Test("Segments made one by one, last first, on one thread, are those of the ladder", arguments: names)
        func backwards(name: String) async throws {
            let expected = try await Self.expected(name)
            let engine = Self.engine(threads: 1)
            let recipes = try await Self.segments(name, engine)
            #expect(recipes.count == expected.count)
            for recipe in recipes.reversed() {
                let made = try await recipe.run(in: engine)
                #expect(made.rung == recipe.rung && made.number == recipe.number)
                let isSame = made.bytes == expected["\(recipe.rung) \(recipe.number)"]
                #expect(isSame, "\(recipe.rung) segment \(recipe.number)")
            }
        }

        @Test("Segments made all at once, on three threads, are those of the ladder", arguments: names)
        func concurrently(name: String) async throws {
            let expected = try await Self.expected(name)
            let engine = Self.engine(threads: 3)
            let recipes = try await Self.segments(name, engine)
            let different = try await withThrowingTaskGroup(of: String?.self) { group in
                for recipe in recipes {
                    group.addTask {
                        let made = try await recipe.run(in: engine)
                        let name = "\(recipe.rung) \(recipe.number)"
                        return made.bytes == expected[name] ? nil : name
                    }
                }
                return try await group.reduce(into: [String]()) { if let name = $1 { $0.append(name) } }
            }
            #expect(different.isEmpty)
        }

        @Test(
            "What memory held before does not show",
            arguments: [
                ("lesson.mp4", "360p"), ("lesson.mp4", "480p"), ("edit-list.mp4", "270p"), ("rotated.mp4", "360p"),
            ])
        func freshMemory(name: String, rung: String) async throws {
            defer { _ = FreshMemory.fill(0) }
            var made: Set<[UInt8]> = []
            for byte in [0, 0x55, 0xAA, 0x01] as [UInt8] {
                #expect(FreshMemory.fill(byte))
                let recipe = EncodeSegment(input: MediaReference(Folders.fixture(name)), rung: rung, number: 0)
                made.insert(try await recipe.run(in: Self.engine(threads: 1)).bytes)
            }
            #expect(made.count == 1)
        }

        @Test("A ladder of one rung and the last segments yields the same bytes", arguments: names)
        func partOfTheLadder(name: String) async throws {
            let expected = try await Self.expected(name)
            let engine = Self.engine(threads: 2)
            let reference = MediaReference(Folders.fixture(name))
            let presentation = try await engine.library.presentation(of: reference)
            let rung = try #require(presentation.rungs.first).name
            let range = presentation.segmentCount / 2..<presentation.segmentCount
            let delivery = Delivery()
            try await EncodeLadder(input: reference, segments: range, rungs: [rung]).run(
                in: engine, progress: { _ in }, deliver: { await delivery.add($0) })
            let made = await delivery.segments
            #expect(made.map(\.number) == Array(range))
            for segment in made {
                let isSame = segment.bytes == expected["\(segment.rung) \(segment.number)"]
                #expect(isSame, "\(segment.rung) segment \(segment.number)")
            }
        }

        @Test("A presentation probed again is the same", arguments: names)
        func probe(name: String) async throws {
            let reference = MediaReference(Folders.fixture(name))
            let first = try await ProbeMedia(input: reference).run(in: Self.engine(threads: 1))
            let second = try await ProbeMedia(input: reference).run(in: Self.engine(threads: 2))
            #expect(first.encoded() == second.encoded())
            #expect(try HLSPresentation(index: first).version == HLSPresentation(index: second).version)
        }

        @Test("A segment or rung that does not exist is not found", arguments: [("720p", 99), ("720p", -1), ("9p", 0)])
        func outside(rung: String, number: Int) async throws {
            let recipe = EncodeSegment(
                input: MediaReference(Folders.fixture("lesson.mp4")), rung: rung, number: number)
            let error = await #expect(throws: MediaError.self) { try await recipe.run(in: .shared) }
            #expect(error?.code == .notFound)
        }
    }
}

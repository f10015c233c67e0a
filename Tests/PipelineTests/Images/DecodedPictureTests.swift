import Foundation
import Pipeline
import Synchronization
import Testing

extension ImageTests {
    /// Pictures that are kept decoded for further sizes of them, seen from recipes.
    @Suite struct DecodedPictures {
        private let watched = WatchedPictures()

        @Test(
            "results are the same bytes whether a picture was decoded for them or before",
            arguments: [Raster.Layout.grey, .rgb], [1, 6])
        func same(_ layout: Raster.Layout, _ orientation: Int) async throws {
            let plain = try await Drawing.file(try Drawing.noise(292, 213, layout), .jpeg, quality: 90)
            let source = MemorySource(bytes: ExifWriter.tag(plain, orientation: orientation))
            // Divided by 1, 2, 4 and 8.
            for width in [280, 90, 40, 20] {
                for (fit, format) in [(ImageResize.Fit.inside, ImageFormat.jpeg), (.cover, .png), (.contain, .webp)] {
                    let recipe = TransformImage(
                        input: onlyFile, resize: ImageResize(width: width, height: width, fit: fit),
                        output: ImageOutput(format))
                    let alone = try await recipe.run(in: .reading(source)).bytes
                    for _ in 0..<2 {
                        let engine = Engine.reading(source, as: "one", keepingIn: watched.cache)
                        #expect(try await recipe.run(in: engine).bytes == alone)
                    }
                }
            }
            #expect(watched.misses >= 4)
            #expect(watched.hits >= 12)
        }

        @Test("descriptions and decoded pictures take the same way, with the same results")
        func others() async throws {
            let source = MemorySource(bytes: try await Drawing.file(try Drawing.noise(600, 500), .jpeg))
            let described = try await DescribeImage(input: onlyFile).run(in: .reading(source))
            let decode = DecodeImage(input: onlyFile, within: PixelSize(width: 60, height: 60))
            let decoded = try await decode.run(in: .reading(source))
            for _ in 0..<2 {
                let engine = Engine.reading(source, as: "one", keepingIn: watched.cache)
                #expect(try await DescribeImage(input: onlyFile).run(in: engine) == described)
                #expect(try await decode.run(in: engine).samples == decoded.samples)
            }
            // 32 and 60 pixels are both made of an eighth or a quarter.
            #expect(watched.misses + watched.hits == 4 && watched.hits >= 2)
        }

        @Test("contents of other names and paths share nothing")
        func names() async throws {
            let files = try await [Drawing.noise(300, 200), Drawing.quarters(300, 200)].asyncMap {
                try await Drawing.file($0, .jpeg)
            }
            let recipe = TransformImage(input: onlyFile, resize: ImageResize(width: 140), output: ImageOutput(.png))
            for file in files {
                let alone = try await recipe.run(in: .reading(file)).bytes
                let engine = Engine.reading(MemorySource(bytes: file), as: "\(file.count)", keepingIn: watched.cache)
                #expect(try await recipe.run(in: engine).bytes == alone)
            }
            #expect(watched.hits == 0 && watched.misses == 2)

            // A path may lead to another file at any time, so that nothing is kept under it.
            let folder = try TemporaryFolder()
            let path = folder.path("picture.jpg")
            let engine = Engine(
                executor: Engine.shared.executor, library: PathLibrary(executor: Engine.shared.executor),
                pictures: watched.cache)
            for file in files {
                try Data(file).write(to: URL(fileURLWithPath: path))
                let atPath = TransformImage(
                    input: MediaReference(path), resize: recipe.resize, output: recipe.output)
                #expect(try await atPath.run(in: engine).bytes == recipe.run(in: .reading(file)).bytes)
            }
            #expect(watched.hits == 0 && watched.misses == 2)
        }

        @Test("damaged files have the same outcome as ever, and nothing is kept of what is refused")
        func damaged() async throws {
            let whole = try await Drawing.file(try Drawing.noise(300, 200), .jpeg)
            var broken: [any ByteSource] = [
                MemorySource(bytes: Array(whole.prefix(whole.count - 900))),
                FailingSource(bytes: whole, from: Int64(whole.count * 3 / 4)),
            ]
            var state: UInt32 = 7
            for round in 0..<40 {
                var bytes = whole
                for _ in 0..<2 {
                    state = state &* 1_664_525 &+ 1_013_904_223
                    // Headers are hit as often as samples.
                    bytes[Int(state >> 8) % (round % 2 == 0 ? 600 : bytes.count)] = UInt8(
                        truncatingIfNeeded: state >> 3)
                }
                broken.append(MemorySource(bytes: bytes))
            }
            let recipe = TransformImage(input: onlyFile, resize: ImageResize(width: 140), output: ImageOutput(.png))
            var (refused, accepted) = (0, 0)
            for (source, number) in zip(broken, 0...) {
                let alone = await outcome { try await recipe.run(in: .reading(source)) }
                for _ in 0..<2 {
                    let engine = Engine.reading(source, as: "\(number)", keepingIn: watched.cache)
                    #expect(await outcome { try await recipe.run(in: engine) } == alone, "file \(number)")
                }
                switch alone {
                case .made: accepted += 1
                case .refused:
                    refused += 1
                    #expect(try await released { watched.bytes })
                }
                watched.cache.remove(content: "\(number)")
            }
            // libjpeg goes on after some kinds of damage, and what comes of them is kept.
            #expect(refused >= 5 && accepted >= 5 && watched.hits == accepted)
            #expect(watched.bytes == 0)
            #expect(try await released { NativeLedger.decodedPictures.now })
        }

        private enum Outcome: Equatable {
            case made([UInt8])
            case refused(MediaError.Code?)
        }

        private func outcome(_ work: () async throws -> EncodedImage) async -> Outcome {
            do { return .made(try await work().bytes) } catch { return .refused((error as? MediaError)?.code) }
        }

        @Test("what is given up is not kept")
        func cancelled() async throws {
            let file = try await Drawing.file(try Drawing.noise(1500, 1500), .jpeg)
            let recipe = TransformImage(input: onlyFile, resize: ImageResize(width: 700), output: ImageOutput(.jpeg))
            let task = Mutex<Task<EncodedImage, any Error>?>(nil)
            let source = StoppingSource(bytes: file) { task.withLock { $0?.cancel() } }
            let begun = Task {
                while task.withLock({ $0 == nil }) { await Task.yield() }
                return try await recipe.run(in: .reading(source, as: "one", keepingIn: watched.cache))
            }
            task.withLock { $0 = begun }
            await #expect(throws: (any Error).self) { try await begun.value }
            #expect(watched.misses == 1)
            #expect(try await released { watched.bytes })
            #expect(try await released { NativeLedger.decodedPictures.now })
        }

        @Test("a picture of which only the upper part was asked for is not kept, and is whole the next time")
        func upperPart() async throws {
            let source = MemorySource(bytes: try await Drawing.file(try Drawing.noise(300, 900), .jpeg))
            let top = TransformImage(
                input: onlyFile, resize: ImageResize(width: 140, height: 50, fit: .cover, gravity: .north),
                output: ImageOutput(.png))
            let all = TransformImage(input: onlyFile, resize: ImageResize(width: 140), output: ImageOutput(.png))
            _ = try await top.run(in: .reading(source, as: "one", keepingIn: watched.cache))
            #expect(try await released { watched.bytes })
            for recipe in [all, top] {
                let alone = try await recipe.run(in: .reading(source)).bytes
                let engine = Engine.reading(source, as: "one", keepingIn: watched.cache)
                #expect(try await recipe.run(in: engine).bytes == alone)
            }
            #expect(watched.hits == 1 && watched.misses == 2)
        }

        @Test("many at once get what each gets alone, within the bound")
        func together() async throws {
            let sources = try await [
                Drawing.noise(240, 160), Drawing.quarters(240, 160), Drawing.noise(240, 160, .grey),
            ]
            .asyncMap { MemorySource(bytes: try await Drawing.file($0, .jpeg)) }
            let recipes = (0..<6).map {
                TransformImage(
                    input: onlyFile, resize: ImageResize(width: 65 + 20 * $0), output: ImageOutput(.jpeg))
            }
            let alone = try await sources.asyncMap { source in
                try await recipes.asyncMap { try await $0.run(in: .reading(source)).bytes }
            }
            // Room for one of the larger at a time, and a few of the smaller.
            let watched = WatchedPictures(limit: 4 * (240 * 160 * 3 + 1000))
            try await withThrowingTaskGroup { group in
                for round in 0..<4 {
                    for (source, name) in zip(sources, 0...) {
                        for (recipe, number) in zip(recipes, 0...) {
                            group.addTask {
                                let engine = Engine.reading(source, as: "\(name)", keepingIn: watched.cache)
                                let bytes = try await recipe.run(in: engine).bytes
                                #expect(bytes == alone[name][number], "\(round)")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(watched.hits + watched.misses == 72 && watched.hits > 0)
            #expect(watched.mostBytes <= 4 * (240 * 160 * 3 + 1000))
            for name in sources.indices { watched.cache.remove(content: "\(name)") }
            #expect(watched.bytes == 0)
            #expect(try await released { NativeLedger.decodedPictures.now })
            #expect(try await released { NativeLedger.pictures.now })
        }
    }
}

/// A cache, and what it has told.
final class WatchedPictures: Sendable {
    fileprivate struct Told {
        var (hits, misses, bytes, mostBytes) = (0, 0, 0, 0)
    }

    private let told: SharedTold
    let cache: DecodedPictureCache

    init(limit: Int = 64 << 20, lifetime: Duration = .seconds(600)) {
        let told = SharedTold()
        self.told = told
        cache = DecodedPictureCache(limit: limit, lifetime: lifetime) { event in
            told.state.withLock { told in
                switch event {
                case .hit: told.hits += 1
                case .miss: told.misses += 1
                case .bytes(let bytes):
                    told.bytes = bytes
                    told.mostBytes = max(told.mostBytes, bytes)
                }
            }
        }
    }

    var hits: Int { told.state.withLock { $0.hits } }
    var misses: Int { told.state.withLock { $0.misses } }
    var bytes: Int { told.state.withLock { $0.bytes } }
    var mostBytes: Int { told.state.withLock { $0.mostBytes } }

    private final class SharedTold: Sendable {
        let state = Mutex(Told())
    }
}

extension Array {
    /// What `transform` makes of each, one after the other.
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}

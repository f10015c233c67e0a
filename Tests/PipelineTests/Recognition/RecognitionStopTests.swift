import Foundation
import Pipeline
import Testing

extension Recognitions {
    /// What ends a recognition early.
    @Suite("Recognition that ends early", .serialized, .timeLimit(.minutes(1)))
    struct RecognitionStopTests {
        /// A page of vertical strokes in lines, which takes a while to read.
        private static func dense() throws -> Raster {
            try Scans.raster(1600, 2000) { column, row in
                row % 40 < 22 && column % 16 < 3 + row / 40 % 3 && column > 100 && column < 1500 ? 20 : 240
            }
        }

        @Test("A page that takes longer than it may is given up, and the worker reads on")
        func deadline() async throws {
            let raster = try Self.dense()
            let error = await #expect(throws: MediaError.self) { try await Scans.page(raster, seconds: 0.001) }
            #expect(error?.code == .timedOut)
            let blank = try await Scans.page(try Scans.raster(64, 64) { _, _ in 255 })
            #expect(blank.blocks.isEmpty)
        }

        @Test("A cancelled task gets no page, whether it is read or waits for a worker")
        func cancelled() async throws {
            let executor = NativeExecutor(threads: 2)
            let engine = Engine(
                executor: executor, library: PathLibrary(executor: executor),
                recogniser: TesseractRecogniser(executor: executor, workers: 1))
            let raster = try Self.dense()
            let tasks = (0..<4).map { _ in Task { try await Scans.page(raster, in: engine) } }
            for task in tasks { task.cancel() }
            for task in tasks { await #expect(throws: CancellationError.self) { try await task.value } }
            let blank = try await Scans.page(try Scans.raster(64, 64) { _, _ in 255 }, in: engine)
            #expect(blank.blocks.isEmpty)
        }

        @Test("A page that is being read is given up within half a second of being cancelled")
        func promptly() async throws {
            let raster = try Self.dense()
            let task = Task { try await Scans.page(raster) }
            try await Task.sleep(for: .milliseconds(300))
            let start = ContinuousClock.now
            task.cancel()
            _ = await task.result
            #expect(ContinuousClock.now - start < .milliseconds(500))
        }

        @Test("A language that is not installed is refused by name, with those that are")
        func languages() async throws {
            let raster = try Scans.raster(64, 64) { _, _ in 255 }
            let error = await #expect(throws: MediaError.self) { try await Scans.page(raster, "tlh") }
            #expect(error?.code == .unsupported)
            #expect(error?.message.contains("tlh") == true && error?.message.contains("en, fr") == true)
            #expect(throws: MediaError.self) { try LanguageSet("../etc") }
            #expect(throws: MediaError.self) { try LanguageSet("en++fr") }
            #expect(try LanguageSet("fra+eng+fr").text == "fr+en")
        }
    }
}

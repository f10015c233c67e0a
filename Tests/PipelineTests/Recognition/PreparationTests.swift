import Foundation
import Pipeline
import Synchronization
import Testing

extension Recognitions {
    /// Loading models before there is anything to read.
    @Suite("Preparation", .serialized, .timeLimit(.minutes(1)))
    struct PreparationTests {
        /// A recogniser with a folder of models of its own.
        private static func recogniser(
            in folder: TemporaryFolder, workers: Int
        ) throws -> (recogniser: TesseractRecogniser, model: URL) {
            let model = URL(fileURLWithPath: InstalledLanguages().folder).appending(path: "eng.traineddata")
            let copy = URL(fileURLWithPath: try folder.write([], as: "eng.traineddata"))
            try Data(contentsOf: model.resolvingSymlinksInPath()).write(to: copy)
            let installed = InstalledLanguages(folder: copy.deletingLastPathComponent().path)
            let executor = NativeExecutor(threads: workers)
            return (TesseractRecogniser(executor: executor, workers: workers, installed: installed), copy)
        }

        private static func text(_ recogniser: TesseractRecogniser) async throws -> String {
            let raster = try await Scans.grey("\(Folders.media ?? "")/ocr/en-simple.tif")
            let options = RecognitionOptions(languages: try LanguageSet("en"))
            return Wording.normal(PlainText.text(of: try await recogniser.recognise(raster, options: options)))
        }

        @Test(
            "Models that were loaded ahead are not looked for again, by any worker", .enabled(if: Folders.media != nil))
        func loaded() async throws {
            let folder = try TemporaryFolder()
            let (recogniser, model) = try Self.recogniser(in: folder, workers: 2)
            await recogniser.prepare(try LanguageSet("en"))
            try FileManager.default.removeItem(at: model)
            let expected = Wording.normal(try Scans.reference("ocr/en-simple.tif"))
            // Two at once take both workers.
            async let first = Self.text(recogniser)
            async let second = Self.text(recogniser)
            #expect(try await first == expected)
            #expect(try await second == expected)
        }

        @Test("What cannot be loaded ahead is told when it is read", .enabled(if: Folders.media != nil))
        func missing() async throws {
            let folder = try TemporaryFolder()
            let (recogniser, model) = try Self.recogniser(in: folder, workers: 1)
            try FileManager.default.removeItem(at: model)
            await recogniser.prepare(try LanguageSet("en"))
            await #expect(throws: MediaError.self) { try await Self.text(recogniser) }
        }

        @Test("A document's languages are loaded while its pages are drawn, before it is answered")
        func document() async throws {
            let spy = SpyEngine()
            let executor = NativeExecutor(threads: 2)
            let engine = Engine(executor: executor, library: PathLibrary(executor: executor), recogniser: spy)
            let recipe = RecogniseText(
                input: MediaReference(Folders.fixture("columns.pdf")),
                options: RecognitionOptions(languages: try LanguageSet("fr+en")))
            #expect(try await recipe.run(in: engine).engine == "spy")
            #expect(spy.prepared.withLock { $0 } == [try LanguageSet("fr+en")])
        }
    }
}

/// Reads nothing, and notes what it was to load.
private final class SpyEngine: OCREngine {
    let name = "spy"
    let prepared = Mutex<[LanguageSet]>([])

    func check(_ languages: LanguageSet) throws(MediaError) {}

    func prepare(_ languages: LanguageSet) async {
        await Task.yield()
        prepared.withLock { $0.append(languages) }
    }

    func recognise(_ raster: Raster, options: RecognitionOptions) async throws -> RecognisedPage {
        throw MediaError(.engine, "SpyEngine", "nothing is read")
    }
}

import Foundation
import Pipeline
import Synchronization
import Testing

extension Recognitions {
    /// Documents whose pages differ: text, pictures, both; pages that fail; many pages.
    @Suite("Recognition page by page", .serialized, .timeLimit(.minutes(2)))
    struct RecognitionOfPagesTests {
        private static func recipe(_ pages: String? = nil, language: String = "en") throws -> RecogniseText {
            RecogniseText(
                input: MediaReference(Folders.fixture("kinds.pdf")),
                options: RecognitionOptions(languages: try LanguageSet(language)),
                pages: try pages.map { try PageRange($0) })
        }

        /// An engine on which `reader` reads the pictures.
        private static func engine(_ reader: ScriptedReader) -> Engine {
            let executor = NativeExecutor(threads: 2)
            return Engine(executor: executor, library: PathLibrary(executor: executor), recogniser: reader)
        }

        @Test("A mixed page has its text as text and its picture recognised, each once and where it stands")
        func mixed() async throws {
            let reader = ScriptedReader()
            let document = try await Self.recipe("5").run(in: Self.engine(reader))
            let page = try #require(document.pages.first?.page)
            let native = page.words.filter { $0.confidence == nil }
            let judged = try #require(try await Papers.judge(Folders.fixture("kinds.pdf"), pages: "5").first)
            #expect(native.map(\.text) == judged.text.lines.flatMap { $0.words.map(\.text) })
            #expect(page.source == .native)
            let seen = page.words.filter { $0.confidence != nil }
            #expect(seen.map(\.text) == ["seen"])
            // The reader puts its word on the left upper quarter of what it is shown, which is the picture alone.
            let region = try #require(judged.regions.first).box
            let box = try #require(seen.first).box
            #expect(abs(box.x - region.x) < 1 && abs(box.y - region.y) < 1)
            #expect(abs(box.width - region.width / 2) < 1 && abs(box.height - region.height / 2) < 1)
            // What is text already was painted over before.
            let shown = try #require(reader.shown.first)
            for covered in judged.regions.first?.covered ?? [] {
                let scale = Double(shown.width) / region.width
                let (x, y) = ((covered.x - region.x) * scale, (covered.y - region.y) * scale)
                let (right, bottom) = (x + covered.width * scale, y + covered.height * scale)
                #expect(shown.mean(x: Int(x) + 2..<Int(right) - 2, y: Int(y) + 2..<Int(bottom) - 2) == 255)
            }
        }

        @Test("A page that cannot be read says so, and the others are read")
        func failing() async throws {
            let reader = ScriptedReader(failing: 2)
            let document = try await Self.recipe("2-4").run(in: Self.engine(reader))
            #expect(document.pages.map(\.number) == [2, 3, 4])
            #expect(document.pages.count { $0.failure == .timedOut && $0.page.blocks.isEmpty } == 1)
            #expect(document.pages.count { $0.failure == nil && $0.page.words.map(\.text) == ["seen"] } == 2)
        }

        @Test("hOCR and ALTO number pages as the document does")
        func numbers() async throws {
            let document = try await Self.recipe("3,5").run(in: Self.engine(ScriptedReader()))
            #expect(document.hocr.contains("ppageno 2\"") && document.hocr.contains("id=\"page_5\""))
            #expect(!document.hocr.contains("id=\"page_1\""))
            #expect(document.alto.contains("PHYSICAL_IMG_NR=\"3\"") && document.alto.contains("ID=\"P5\""))
        }

        @Test("A page of any size is drawn within the limits before it is read")
        func huge() async throws {
            let reader = ScriptedReader()
            let recipe = RecogniseText(
                input: MediaReference(Folders.fixture("bomb.pdf")),
                options: RecognitionOptions(languages: try LanguageSet("en")))
            let document = try await recipe.run(in: Self.engine(reader))
            for raster in reader.shown { #expect(raster.width * raster.height <= 16_100_000) }
            #expect(document.pages.allSatisfy { $0.failure != nil || $0.page.unit == .point })
            #expect(throws: MediaError.self) { try Scans.raster(6400, 6400) { _, _ in 255 } }
        }

        @Test("A document whose reader is in the middle of a page ends within half a second of being cancelled")
        func cancelled() async throws {
            let reader = ScriptedReader(isEndless: true)
            let engine = Self.engine(reader)
            let task = Task { try await Self.recipe("2-4").run(in: engine) }
            while reader.shown.isEmpty { await Task.yield() }
            let start = ContinuousClock.now
            task.cancel()
            await #expect(throws: (any Error).self) { try await task.value }
            #expect(ContinuousClock.now - start < .milliseconds(500))
        }

        @Test("Reading many pages, and giving some up, leaves nothing behind", .enabled(if: Folders.media != nil))
        func leaks() async throws {
            let raster = try await Scans.grey("\(Folders.media ?? "")/ocr/en-simple.tif")
            for _ in 0..<6 { #expect(try await Scans.page(raster).words.count > 50) }
            await #expect(throws: MediaError.self) { try await Scans.page(raster, seconds: 0.01) }
            let task = Task { try await Scans.page(raster) }
            task.cancel()
            _ = await task.result
            #expect(NativeLedger.bitmaps.now == 0 && NativeLedger.monitors.now == 0)
        }
    }
}

/// A reader that finds the word “seen” on every picture, and keeps what it was shown.
private final class ScriptedReader: OCREngine {
    let name = "scripted"
    private let failing: Int?
    private let isEndless: Bool
    private let pictures = Mutex<[Raster]>([])

    /// A reader whose time is over at the picture `failing`, from 1, or that never comes to an end.
    init(failing: Int? = nil, isEndless: Bool = false) {
        self.failing = failing
        self.isEndless = isEndless
    }

    var shown: [Raster] { pictures.withLock { $0 } }

    func check(_ languages: LanguageSet) throws(MediaError) {}

    func recognise(_ raster: Raster, options: RecognitionOptions) async throws -> RecognisedPage {
        let count = pictures.withLock { pictures in
            pictures.append(raster)
            return pictures.count
        }
        if isEndless { try await Task.sleep(for: .seconds(60)) }
        if count == failing { throw MediaError(.timedOut, "ScriptedReader", "as it was told") }
        let (width, height) = (Double(raster.width), Double(raster.height))
        let word = RecognisedWord(
            text: "seen", box: PageBox(x: 0, y: 0, width: width / 2, height: height / 2), confidence: 0.9)
        return RecognisedPage(
            width: width, height: height, unit: .pixel, source: .ocr,
            blocks: [RecognisedLine(words: [word])].compactMap(\.self).compactMap { RecognisedBlock(lines: [$0]) })
    }
}

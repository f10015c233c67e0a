import Testing

@testable import Pipeline

extension Recognitions {
    /// Two lines that the recogniser takes for one.
    @Suite("Merged lines", .serialized, .timeLimit(.minutes(1)), .enabled(if: Folders.media != nil))
    struct MergedLinesTests {
        /// The first two lines of a clean page as if they had been read as one.
        private struct Merged {
            let raster: Raster
            let column: TextRegion
            let line: RecognisedLine
            let rows: [RecognisedLine]

            init(confidence: Double) async throws {
                raster = try await Scans.grey("\(Folders.media ?? "")/ocr/en-simple.tif")
                let recognised = try await Scans.page(raster)
                rows = Array(recognised.blocks.flatMap(\.lines).prefix(2))
                let chains = rows.map { row in
                    PlacedChain(letters: row.words.map { Component($0.box) }, box: Component(row.box))
                }
                column = try #require(TextRegion(chains))
                let words = rows.flatMap(\.words).map { word in
                    RecognisedWord(text: "lost", box: word.box, confidence: confidence)
                }
                line = try #require(RecognisedLine(words: words))
            }

            /// What is left of the line when columns have lines `usual` pixels high.
            func apart(usual: Double) throws -> [String] {
                let handle = try TesseractHandle(languages: "eng", folder: InstalledLanguages().folder)
                let rereading = LineRereading(handle: handle, stop: RecognitionStop(within: .seconds(30)))
                return try MergedLines(column, lookScale: 1).apart(
                    [line], usual: usual, by: rereading, on: Bitmap.grey(of: raster)
                )
                .map(\.text)
            }
        }

        @Test("Two lines read as one are read again, each by itself")
        func apart() async throws {
            let merged = try await Merged(confidence: 80)
            #expect(try merged.apart(usual: merged.rows[0].box.height) == merged.rows.map(\.text))
        }

        @Test("A line as high as the others, and one that is trusted more than its rows, stay")
        func kept() async throws {
            let high = try await Merged(confidence: 80)
            #expect(try high.apart(usual: high.line.box.height) == [high.line.text])
            let trusted = try await Merged(confidence: 110)
            #expect(try trusted.apart(usual: trusted.rows[0].box.height) == [trusted.line.text])
        }

        @Test("The names of speakers over and between their words are read")
        func speakers() async throws {
            let page = try await Scans.read("fr-typewriter-two-columns.jpg", "fr")
            let names = page.blocks.flatMap(\.lines).map(\.text).filter {
                $0.hasPrefix("Moi") || $0.hasPrefix("Salago")
            }
            // Of thirteen; one may have a wrong letter.
            #expect(names.count >= 12)
        }
    }
}

extension Component {
    fileprivate init(_ box: PageBox) {
        self.init(x: Int(box.x), y: Int(box.y), width: Int(box.width), height: Int(box.height))
    }
}

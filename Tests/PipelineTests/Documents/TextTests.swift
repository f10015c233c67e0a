import Foundation
import Pipeline
import Testing

extension Documents {
    /// The text of documents, as a person would copy it.
    @Suite("Text of documents", .timeLimit(.minutes(2)))
    struct TextTests {
        @Test("Columns follow each other, words broken at a line's end are whole, ligatures are spelt out")
        func columns() async throws {
            let page = try #require(try await Papers.text(Folders.fixture("columns.pdf")).pages.first)
            let blocks = page.text.components(separatedBy: "\n\n")
            #expect(blocks[0] == "The first column tells of laboratories in Saint-Jean and of the years 1914-1918.")
            #expect(blocks[1] == "The second column begins at the top and follows the first.")
            #expect(blocks[2] == "find the office, cafe, cooperate")
            #expect(page.text.contains("Léon a dû payer « 12 € » à l’école"))
            #expect(page.layout.unmappedCharacters == 0)
        }

        @Test("Words stand where they are printed")
        func positions() async throws {
            let page = try #require(try await Papers.text(Folders.fixture("columns.pdf")).pages.first)
            let words = page.layout.lines.flatMap(\.words)
            // Helvetica of 12 points: its ascent is 0.718, its descent 0.207 (Adobe's metrics), which Poppler rounds up.
            for (text, x, baseline) in [("The", 50.0, 142.0), ("Apples", 50, 442), ("3.50", 400, 442)] {
                let word = try #require(words.first { $0.text == text })
                #expect(abs(word.box.x - x) < 1, "\(text) at \(word.box)")
                #expect(word.box.y < baseline - 6 && word.box.y > baseline - 14, "\(text) at \(word.box)")
                #expect(word.box.y + word.box.height > baseline, "\(text) at \(word.box)")
            }
            let first = try #require(page.layout.lines.first)
            #expect(first.words.map(\.text) == ["The", "first", "column", "tells", "of", "la-"])
            let last = try #require(first.words.last)
            #expect(abs(last.box.x + last.box.width - first.box.x - first.box.width) < 0.01)
        }

        @Test("A page cut and turned shows its words where a reader sees them", arguments: 1...4)
        func turned(page number: Int) async throws {
            let page = try #require(
                try await Papers.text(Folders.fixture("turned.pdf"), pages: "\(number)").pages.first)
            let words = page.layout.lines.flatMap(\.words)
            #expect(words.map(\.text).sorted() == ["Corner", "label", "upward"])
            // On the upright page, 400 x 500 after the cut, the word begins 50 points from the left, its baseline at 100.
            let corner = try #require(words.first { $0.text == "Corner" }).box
            let (x, y) = (corner.x + corner.width / 2, corner.y + corner.height / 2)
            let upright =
                switch number {
                case 1: (x, y)
                case 2: (y, 500 - x)
                case 3: (400 - x, 500 - y)
                default: (400 - y, x)
                }
            #expect(abs(upright.0 - 80.5) < 3 && abs(upright.1 - 95) < 4, "\(corner)")
        }

        @Test("A page that is missing or cut short spoils itself alone")
        func damagedPages() async throws {
            let result = try await Papers.text(Folders.fixture("numbered.pdf"))
            #expect(result.pageCount == 12)
            #expect(result.pages.map(\.number) == Array(1...12))
            // The object of the fifth page is missing, the eighth's text is cut off.
            let texts = (1...12).map { $0 == 5 || $0 == 8 ? "" : "This is page \($0)." }
            #expect(result.pages.map(\.text) == texts)
            #expect(result.pages.map(\.failure) == (1...12).map { $0 == 5 ? .corrupt : nil })
        }

        @Test("Pages are picked, and come in order whatever the number of threads", arguments: [1, 2, 5])
        func picked(threads: Int) async throws {
            let executor = NativeExecutor(threads: threads)
            let engine = Engine(executor: executor, library: PathLibrary(executor: executor))
            let result = try await Papers.text(Folders.fixture("numbered.pdf"), pages: "9-11,1-3", in: engine)
            #expect(result.pages.map(\.number) == [1, 2, 3, 9, 10, 11])
            #expect(result.pages.first?.text == "This is page 1.")
            #expect(result.text.split(separator: "\u{0C}").count == 6)
        }

        @Test("A page that the document does not have is refused by name")
        func beyond() async {
            let error = await #expect(throws: MediaError.self) {
                try await Papers.text(Folders.fixture("numbered.pdf"), pages: "3,13")
            }
            #expect(error?.code == .invalidRequest && error?.message.contains("13") == true)
        }

        @Test("Text survives coding")
        func coding() async throws {
            let page = try #require(try await Papers.text(Folders.fixture("columns.pdf")).pages.first)
            let copy = try JSONDecoder().decode(PageText.self, from: JSONEncoder().encode(page.layout))
            #expect(copy == page.layout)
        }
    }
}

import Foundation
import Pipeline
import Testing

extension Documents {
    /// Documents with recognised words under their pages.
    @Suite("Searchable documents", .serialized, .timeLimit(.minutes(2)))
    struct SearchableTests {
        private static let words = [
            TextWord(text: "Été", box: PageBox(x: 60, y: 100, width: 50, height: 14)),
            TextWord(text: "comme", box: PageBox(x: 115, y: 100, width: 80, height: 14)),
            TextWord(text: "hiver", box: PageBox(x: 200, y: 100, width: 60, height: 14)),
            TextWord(text: "(fin)", box: PageBox(x: 60, y: 300, width: 100, height: 20)),
        ]

        private static func searchable(_ path: String, _ page: Int, in folder: TemporaryFolder) async throws -> String {
            let recipe = MakeSearchable(
                input: MediaReference(path), recognised: [PageUnderlay(number: page, words: words)])
            return try folder.write(try await recipe.run(in: .shared), as: "searchable.pdf")
        }

        @Test("The words are found where they were recognised")
        func words() async throws {
            let folder = try TemporaryFolder()
            let path = try await Self.searchable(Folders.fixture("kinds.pdf"), 2, in: folder)
            let text = try await Papers.text(path)
            #expect(text.pageCount == 10)
            #expect(text.pages[1].text.split { $0.isWhitespace } == ["Été", "comme", "hiver", "(fin)"])
            for (found, laid) in zip(text.pages[1].layout.lines.flatMap(\.words), Self.words) {
                #expect(abs(found.box.x - laid.box.x) < 1.5 && abs(found.box.width - laid.box.width) < 3)
                #expect(abs(found.box.y + found.box.height / 2 - laid.box.y - laid.box.height / 2) < 4)
            }
            // The other pages keep their text.
            #expect(text.pages[0].text == (try await Papers.text(Folders.fixture("kinds.pdf"), pages: "1")).text)
            let other = try await runSuccessfully("pdftotext", ["-f", "2", "-l", "2", path, "-"])
            #expect(other.text.split { $0.isWhitespace } == ["Été", "comme", "hiver", "(fin)"])
        }

        @Test("The pages look as before", arguments: [2, 5, 9, 10])
        func looks(page: Int) async throws {
            let folder = try TemporaryFolder()
            let path = try await Self.searchable(Folders.fixture("kinds.pdf"), page, in: folder)
            let before = try await Papers.grey(Folders.fixture("kinds.pdf"), page: page)
            let after = try await Papers.grey(path, page: page)
            #expect(before.width == after.width && before.height == after.height)
            let differences = zip(before.samples, after.samples).map { abs(Int($0) - Int($1)) }
            let mean = Double(differences.reduce(0, +)) / Double(differences.count)
            #expect(mean < 2, "\(mean)")
        }

        @Test("Of the words nothing is painted: with them the pages are the same to the pixel", arguments: [2, 5, 10])
        func unseen(page: Int) async throws {
            let folder = try TemporaryFolder()
            let input = MediaReference(Folders.fixture("kinds.pdf"))
            let dark = TextWord(text: "shadow", box: PageBox(x: 200, y: 520, width: 100, height: 30))
            let laid = PageUnderlay(number: page, words: Self.words + [dark])
            var pictures: [[UInt8]] = []
            for recognised in [[laid], []] {
                let bytes = try await MakeSearchable(input: input, recognised: recognised).run(in: .shared)
                let path = try folder.write(bytes, as: "\(recognised.count).pdf")
                pictures.append(try await Papers.grey(path, page: page, at: 100).samples)
                // Not cairo's drawing but Poppler's own.
                let output = folder.path("\(recognised.count)")
                try await runSuccessfully(
                    "pdftoppm", ["-r", "100", "-gray", "-f", "\(page)", "-l", "\(page)", "-singlefile", path, output])
                pictures.append([UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(output).pgm"))))
            }
            let (cairo, splash) = (pictures[0] == pictures[2], pictures[1] == pictures[3])
            #expect(cairo && splash)
        }

        @Test("Words that an earlier recognition has hidden are not taken for text that is seen")
        func again() async throws {
            let folder = try TemporaryFolder()
            let path = try await Self.searchable(Folders.fixture("kinds.pdf"), 2, in: folder)
            let page = try #require(try await Papers.judge(path, pages: "2").first)
            #expect(page.kind == .scan && page.text.lines.isEmpty)
        }

        @Test("A scan's JPEG is carried over as it is")
        func size() async throws {
            guard let original = Papers.real("scan-fr-1856-4-pages") else { return }
            let folder = try TemporaryFolder()
            let path = try await Self.searchable(original, 3, in: folder)
            let sizes = try [original, path].map { try Data(contentsOf: URL(fileURLWithPath: $0)).count }
            #expect(Double(sizes[1]) < 1.1 * Double(sizes[0]), "\(sizes)")
            #expect(try await Papers.text(path).pages[2].text.hasPrefix("Été comme hiver"))
        }

        @Test("A picture that would have to be decoded whole is refused when it is too large")
        func bomb() async throws {
            let recipe = MakeSearchable(input: MediaReference(Folders.fixture("bomb.pdf")), recognised: [])
            let error = await #expect(throws: MediaError.self) { try await recipe.run(in: .shared) }
            #expect(error?.code == .limitExceeded)
        }

        @Test(
            "A document with a damaged page, or that is none, cannot be redrawn",
            arguments: ["numbered.pdf", "tiny.mp4"])
        func damaged(name: String) async throws {
            let recipe = MakeSearchable(input: MediaReference(Folders.fixture(name)), recognised: [])
            let error = await #expect(throws: MediaError.self) { try await recipe.run(in: .shared) }
            #expect(error?.code == .corrupt)
            #expect(NativeLedger.surfaces.now == 0)
        }
    }
}

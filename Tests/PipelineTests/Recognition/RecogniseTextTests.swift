import Foundation
import Pipeline
import Synchronization
import Testing

extension Recognitions {
    /// Whole documents: text as text, pictures by recognition.
    @Suite("Text of documents", .serialized, .timeLimit(.minutes(2)), .enabled(if: Folders.media != nil))
    struct RecogniseTextTests {
        private static func run(
            _ name: String, _ language: String, pages: String? = nil,
            progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
        ) async throws -> RecognisedDocument {
            let recipe = RecogniseText(
                input: MediaReference(Papers.real(name) ?? ""),
                options: RecognitionOptions(languages: try LanguageSet(language)),
                pages: try pages.map { try PageRange($0) })
            return try await recipe.run(in: .shared, progress: progress)
        }

        @Test("Accents come out right from a scan")
        func accents() async throws {
            let document = try await Self.run("scan-fr-accents", "fr")
            let reference = try Scans.reference("pdf/scan-fr-accents.pdf")
            #expect(Wording.errorRate(document.text, reference: reference) <= 0.01)
            #expect(document.pages.map(\.page.source) == [.ocr])
            #expect(document.pages.first?.page.unit == .point)
            // It says of itself what is true: the share of its words that are right.
            let words = Set(Wording.normal(reference).split(separator: " ").map(String.init))
            let own = Wording.normal(document.text).split(separator: " ").map(String.init)
            let right = Double(own.count { words.contains($0) }) / Double(own.count)
            #expect(abs((document.confidence ?? 0) - right) < 0.1)
        }

        @Test("A scan of several pages keeps their order, and every page is reported")
        func several() async throws {
            let heard = Mutex<[Int]>([])
            let document = try await Self.run("scan-fr-1856-4-pages", "fr") { done, total in
                heard.withLock { $0.append(done * 10 + total) }
            }
            #expect(document.pages.map(\.number) == [1, 2, 3, 4])
            #expect(heard.withLock { $0 } == [14, 24, 34, 44])
            let references = try Scans.reference("pdf/scan-fr-1856-4-pages.pdf").split(separator: "\u{0C}")
            for (page, reference) in zip(document.pages, references) {
                let rate = Wording.errorRate(PlainText.text(of: page.page), reference: String(reference))
                #expect(rate <= 0.13, "page \(page.number)")
            }
        }

        @Test("Text that is there is taken as it is, with no confidence made up")
        func native() async throws {
            let document = try await Self.run("text-fr-webpage", "fr")
            let text = try await Papers.text(Papers.real("text-fr-webpage") ?? "")
            let page = try #require(document.pages.first?.page)
            #expect(page.source == .native)
            let own = page.words.filter { $0.confidence == nil }.map(\.text)
            #expect(own == text.pages[0].layout.lines.flatMap { $0.words.map(\.text) })
        }

        @Test("Words are found where the document says that they stand")
        func boxes() async throws {
            let path = Papers.real("text-fr-invoice") ?? ""
            let truth = try #require(try await Papers.text(path).pages.first).layout.lines.flatMap(\.words)
            let seen = try await Scans.page(try await Papers.grey(path, at: 300), "fr").inPoints(dotsPerInch: 300)
            var (matched, near) = (0, 0)
            for word in seen.words where word.text.count >= 5 {
                let places = truth.filter { $0.text == word.text }
                guard !places.isEmpty else { continue }
                matched += 1
                near +=
                    places.contains { place in
                        abs(place.box.x - word.box.x) < 3 && abs(place.box.width - word.box.width) < 5
                            && place.box.y - 3 < word.box.y && word.box.maxY < place.box.y + place.box.height + 3
                    } ? 1 : 0
            }
            #expect(matched >= 50)
            #expect(Double(near) >= 0.95 * Double(matched))
        }
    }
}

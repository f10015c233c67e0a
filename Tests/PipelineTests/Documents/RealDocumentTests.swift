import Foundation
import Pipeline
import Testing

extension Documents {
    /// What each of the real documents is there for. What is recognised in them is tested with recognition.
    @Suite("Real documents", .serialized, .timeLimit(.minutes(2)))
    struct RealDocumentTests {
        /// What has to come of one document.
        struct Expectation: Sendable, CustomTestStringConvertible {
            var name: String
            var pages: Int
            /// Texts that stand on pages, from 1.
            var says: [(page: Int, text: String)] = []
            /// Pages without any text.
            var silent: [Int] = []
            /// Points of the first page as it is shown.
            var size: (width: Double, height: Double)

            var testDescription: String { name }
        }

        private static let readable: [Expectation] = [
            Expectation(
                name: "text-fr-invoice", pages: 1,
                says: [
                    (1, "@dresse électronique (EM) : moi@seller.com"), (1, "Représentant Fiscal"),
                    (1, "N° TVA intra : FR 11 123 456 782"),
                ], size: (595.2, 841.8)),
            Expectation(
                name: "text-fr-webpage", pages: 1,
                says: [
                    (1, "Assurez-vous de l’authenticité des évaluations"),
                    (1, "• Détermination de la qualité des avis"),
                    (1, "• Quelle est la différence entre la qualité d’un avis et la qualité du produit ?"),
                ], size: (612, 792)),
            Expectation(
                name: "text-117-pages", pages: 117,
                says: [(57, "3.3. ÜBERLAGERUNGEN"), (57, "Definition 49\nSeien (X,")], size: (595.276, 841.89)),
            Expectation(
                name: "text-two-columns", pages: 3,
                says: [
                    (1, "Phasellus adipiscing semper elit.\nProin fermentum massa ac quam."),
                    (1, "Ut purus elit, vestibulum ut, placerat\nac, adipiscing vitae, felis."),
                ], size: (595.276, 841.89)),
            Expectation(
                name: "text-arabic-rotated", pages: 4,
                says: [(1, "habibi"), (2, "habibi"), (3, "habibi"), (4, "habibi")], size: (841.89, 595.276)),
            Expectation(name: "text-no-unicode-map", pages: 1, size: (612, 792)),
            Expectation(name: "scan-fr-accents", pages: 1, silent: [1], size: (216, 216)),
            Expectation(name: "scan-rotated-skewed", pages: 1, silent: [1], size: (612, 792)),
            Expectation(name: "mixed-6-pages", pages: 6, says: [(4, "Oppose")], silent: [1, 2], size: (384, 470.88)),
            Expectation(name: "poster-25x50-inch", pages: 1, silent: [1], size: (1800, 3600)),
            Expectation(name: "bomb-35000x35000", pages: 1, silent: [1], size: (8400, 8400)),
            Expectation(name: "xref-missing-repairable", pages: 1, says: [(1, "Reduced test-case")], size: (200, 50)),
            Expectation(name: "scan-fr-1856-4-pages", pages: 4, silent: [1, 2, 3, 4], size: (446.16, 738.48)),
        ]
        /// Those that cannot be read as they are; see `HostileDocumentTests`.
        private static let refused = ["needs-password", "broken-44-bytes"]

        @Test("Every document has its expectation", .enabled(if: Folders.media != nil))
        func complete() throws {
            let files = try FileManager.default.contentsOfDirectory(atPath: "\(Folders.media ?? "")/pdf")
            let names = files.filter { $0.hasSuffix(".pdf") }.map { String($0.dropLast(4)) }
            #expect(names.sorted() == (Self.readable.map(\.name) + Self.refused).sorted())
        }

        @Test("Documents say what they should, page by page, in the size that they are shown in", arguments: readable)
        func says(expected: Expectation) async throws {
            guard let path = Papers.real(expected.name) else { return }
            let read = try await Papers.text(path)
            #expect(read.pageCount == expected.pages && read.pages.map(\.number) == Array(1...expected.pages))
            #expect(read.pages.allSatisfy { $0.failure == nil })
            for (page, text) in expected.says { #expect(read.pages[page - 1].text.contains(text), "page \(page)") }
            #expect(expected.silent.allSatisfy { read.pages[$0 - 1].text.isEmpty })
            let described = try await DescribeDocument(input: MediaReference(path)).run(in: .shared)
            #expect(abs((described.width ?? 0) - expected.size.width) < 0.5, "\(described)")
            #expect(abs((described.height ?? 0) - expected.size.height) < 0.5, "\(described)")
        }

        @Test("Files attached to an invoice are no text of it")
        func attachments() async throws {
            guard let path = Papers.real("text-fr-invoice") else { return }
            let text = try await Papers.text(path).text
            #expect(!text.contains("CrossIndustryInvoice") && !text.contains("factur-x.xml"))
        }

        @Test(
            "Words of a turned page stand where it shows them",
            arguments: [(1, 772.0, 81.0), (2, 514, 772), (3, 69, 514), (4, 81, 69)])
        func turned(page: Int, x: Double, y: Double) async throws {
            guard let path = Papers.real("text-arabic-rotated") else { return }
            let words = try await Papers.text(path).pages[page - 1].layout.lines.flatMap(\.words)
            let word = try #require(words.first { $0.text.contains("habibi") }).box
            #expect(abs(word.x + word.width / 2 - x) < 25, "\(word)")
            #expect(abs(word.y + word.height / 2 - y) < 25, "\(word)")
        }

        @Test("A page behind the last of a long document is refused")
        func beyond() async throws {
            guard let path = Papers.real("text-117-pages") else { return }
            let error = await #expect(throws: MediaError.self) { try await Papers.text(path, pages: "117-118") }
            #expect(error?.code == .invalidRequest)
        }
    }
}

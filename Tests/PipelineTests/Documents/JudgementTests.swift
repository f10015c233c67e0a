import Pipeline
import Testing

extension Documents {
    /// How pages are to be read.
    @Suite("Judging pages", .timeLimit(.minutes(2)))
    struct JudgementTests {
        @Test("Every kind of page is told apart")
        func kinds() async throws {
            let pages = try await Papers.judge(Folders.fixture("kinds.pdf"))
            // Text; a scan; a scan in strips; a scan with hidden text; text and a chart; text on a picture of paper; text and
            // an icon; letters that nobody can name; a drawing; nothing.
            #expect(pages.map(\.kind) == [.text, .scan, .scan, .scan, .mixed, .text, .text, .scan, .scan, .empty])
            #expect(pages.map(\.regions.count) == [0, 1, 1, 1, 1, 0, 0, 1, 1, 0])
            #expect(pages.filter { $0.kind == .scan }.allSatisfy { $0.text.lines.isEmpty })
            for page in pages where page.kind == .scan {
                #expect(page.regions.first?.box == PageBox(x: 0, y: 0, width: 595, height: 842))
            }
        }

        @Test("A mixed page names its picture, the resolution that the picture has, and the words that lie on it")
        func mixed() async throws {
            let page = try #require(try await Papers.judge(Folders.fixture("kinds.pdf"), pages: "5").first)
            let region = try #require(page.regions.first)
            #expect(abs(region.box.x - 150) <= 1 && abs(region.box.y - 498) <= 1)
            #expect(abs(region.box.width - 288) <= 1 && abs(region.box.height - 144) <= 1)
            #expect(abs((region.ownDotsPerInch ?? 0) - 150) < 2)
            #expect(region.dotsPerInch == 300)
            #expect(region.covered.count == 2)
            #expect(page.text.text.contains("as it comes from a word processor."))
            #expect(page.text.text.contains("Fig. 1"))
        }

        @Test("The resolution of a picture is known when its size is written elsewhere")
        func references() async throws {
            let folder = try TemporaryFolder()
            let path = try Papers.replacing(
                "/Width 600/Height 300", by: "/Width 900 0 R /Height 901 0 R",
                adding: "900 0 obj\n600\nendobj\n901 0 obj 300 endobj\n", in: "kinds.pdf", folder)
            let page = try #require(try await Papers.judge(path, pages: "5").first)
            #expect(abs((page.regions.first?.ownDotsPerInch ?? 0) - 150) < 2)
        }

        @Test("What is taken as text is painted over before the picture is recognised")
        func covered() async throws {
            let page = try #require(try await Papers.judge(Folders.fixture("kinds.pdf"), pages: "5").first)
            let region = try #require(page.regions.first)
            let label = try #require(region.covered.first)
            let recipe = RenderPage(
                input: MediaReference(Folders.fixture("kinds.pdf")), page: 5, size: .dotsPerInch(144), isGrey: true,
                region: label, covering: region.covered)
            let raster = try await recipe.run(in: .shared)
            // The outermost pixels are covered in part.
            #expect(raster.mean(x: 1..<raster.width - 1, y: 1..<raster.height - 1) == 255)
            let bare = try await Papers.grey(Folders.fixture("kinds.pdf"), page: 5, at: 144, region: label)
            #expect(bare.samples.contains { $0 < 100 })
        }

        @Test(
            "Pictures are found where a cut and turned page shows them",
            arguments: [(1, 100.0, 240.0), (3, 180, 200)])
        func pictures(page number: Int, x: Double, y: Double) async throws {
            let page = try #require(try await Papers.judge(Folders.fixture("turned.pdf"), pages: "\(number)").first)
            let region = try #require(page.regions.first)
            #expect(page.kind == .mixed)
            #expect(abs(region.box.x - x) <= 1 && abs(region.box.y - y) <= 1, "\(region.box)")
            #expect(abs(region.box.width - 120) <= 1 && abs(region.box.height - 60) <= 1, "\(region.box)")
            #expect(abs((region.ownDotsPerInch ?? 0) - 36) < 1)
        }

        @Test(
            "Real documents are read as they should be",
            arguments: [
                ("text-fr-invoice", [PageContent.Kind.text]), ("text-fr-webpage", [.text]),
                ("text-two-columns", [.text, .text, .text]),
                ("text-arabic-rotated", [.text, .text, .text, .text]), ("text-no-unicode-map", [.scan]),
                ("scan-fr-accents", [.scan]), ("scan-rotated-skewed", [.scan]), ("poster-25x50-inch", [.scan]),
                ("bomb-35000x35000", [.scan]), ("xref-missing-repairable", [.text]),
                // The fourth page holds text that an earlier recognition has hidden, badly.
                ("mixed-6-pages", [.scan, .scan, .scan, .scan, .scan, .scan]),
                ("scan-fr-1856-4-pages", [.scan, .scan, .scan, .scan]),
            ])
        func real(name: String, kinds: [PageContent.Kind]) async throws {
            guard let path = Papers.real(name) else { return }
            #expect(try await Papers.judge(path).map(\.kind) == kinds)
        }

        @Test("Scans are rendered at the resolution that their pictures have, where it suits")
        func resolution() async throws {
            for (name, own) in [
                ("scan-fr-1856-4-pages", 300.0), ("scan-fr-accents", 300), ("scan-rotated-skewed", 300),
            ] {
                guard let path = Papers.real(name) else { return }
                let region = try #require(try await Papers.judge(path, pages: "1").first?.regions.first)
                #expect(abs(region.dotsPerInch - own) < 2, "\(name): \(region.dotsPerInch)")
            }
            guard let poster = Papers.real("poster-25x50-inch") else { return }
            let region = try #require(try await Papers.judge(poster).first?.regions.first)
            #expect(abs((region.ownDotsPerInch ?? 0) - 102) < 1 && region.dotsPerInch == 300)
        }
    }
}

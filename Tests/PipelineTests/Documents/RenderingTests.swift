import Foundation
import Pipeline
import Testing

extension Documents {
    /// Pages as pictures.
    @Suite("Rendering pages", .serialized, .timeLimit(.minutes(2)))
    struct RenderingTests {
        /// The greatest difference of the means of squares of 16 pixels, and that of all pixels.
        private static func difference(_ raster: Raster, _ path: String) throws -> (worst: Double, mean: Double) {
            let data = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            // P5, width and height, 255: the samples are the rest.
            let header = String(decoding: data.prefix(40), as: UTF8.self).split { $0 == "\n" || $0 == " " }
            let (width, height) = (try #require(Int(header[1])), try #require(Int(header[2])))
            #expect(abs(width - raster.width) <= 1 && abs(height - raster.height) <= 1)
            let samples = data.suffix(width * height)
            let start = samples.startIndex
            var (worst, sum, count) = (0.0, 0.0, 0)
            for y in stride(from: 0, to: min(height, raster.height) - 16, by: 16) {
                for x in stride(from: 0, to: min(width, raster.width) - 16, by: 16) {
                    let mine = raster.mean(x: x..<x + 16, y: y..<y + 16)
                    var other = 0
                    for row in y..<y + 16 {
                        for column in x..<x + 16 { other += Int(samples[start + row * width + column]) }
                    }
                    let difference = abs(mine - Double(other) / 256)
                    worst = max(worst, difference)
                    sum += difference
                    count += 1
                }
            }
            return (worst, sum / Double(max(1, count)))
        }

        @Test(
            "A page looks as pdftoppm shows it",
            arguments: Papers.real(["text-fr-invoice", "scan-fr-accents", "scan-rotated-skewed", "text-arabic-rotated"])
                + ["kinds.pdf", "turned.pdf"].map { Folders.fixture($0) })
        func looks(path: String) async throws {
            let folder = try TemporaryFolder()
            try await runSuccessfully(
                "pdftoppm",
                ["-r", "100", "-gray", "-cropbox", "-f", "1", "-l", "1", "-singlefile", path, folder.path("page")])
            let raster = try await Papers.grey(path, at: 100)
            let (worst, mean) = try Self.difference(raster, folder.path("page.pgm"))
            #expect(mean < 3, "\(mean)")
            #expect(worst < 80, "\(worst)")
        }

        @Test("A turned page is shown upright, its picture where it belongs", arguments: 1...4)
        func turned(page: Int) async throws {
            let raster = try await Papers.grey(Folders.fixture("turned.pdf"), page: page)
            let isSideways = page % 2 == 0
            #expect(raster.width == (isSideways ? 500 : 400) && raster.height == (isSideways ? 400 : 500))
            // The black picture, at (100, 240) to (220, 300) of the upright page.
            let (x, y) =
                switch page {
                case 1: (100..<220, 240..<300)
                case 2: (200..<260, 100..<220)
                case 3: (180..<300, 200..<260)
                default: (240..<300, 180..<300)
                }
            #expect(raster.mean(x: x.dropFirst(2).dropLast(2), y: y.dropFirst(2).dropLast(2)) < 5)
            #expect(raster.mean(x: 0..<20, y: 0..<20) == 255)
        }

        @Test("A region is the same as that part of the whole page")
        func region() async throws {
            let path = Folders.fixture("kinds.pdf")
            let whole = try await Papers.grey(path, page: 5, at: 144)
            let part = try await Papers.grey(
                path, page: 5, at: 144, region: PageBox(x: 150, y: 500, width: 100, height: 50))
            #expect(part.width == 200 && part.height == 100)
            var differing = 0
            for y in 0..<100 {
                for x in 0..<200
                where abs(Int(part.samples[y * 200 + x]) - Int(whole.samples[(1000 + y) * whole.width + 300 + x])) > 2 {
                    differing += 1
                }
            }
            #expect(differing == 0)
        }

        @Test("A page drawn in bands has no seams")
        func bands() async throws {
            // 20 million pixels are two bands.
            let path = Folders.fixture("kinds.pdf")
            let large = try await Papers.grey(path, page: 1, at: 460)
            let small = try await Papers.grey(path, page: 1, at: 230)
            #expect(large.width * large.height > 12_000_000)
            #expect(small.width * small.height < 12_000_000)
            var worst = 0.0
            for y in stride(from: 0, to: small.height - 8, by: 8) {
                for x in stride(from: 0, to: small.width - 8, by: 8) {
                    let fine = large.mean(x: 2 * x..<2 * x + 16, y: 2 * y..<2 * y + 16)
                    worst = max(worst, abs(fine - small.mean(x: x..<x + 8, y: y..<y + 8)))
                }
            }
            #expect(worst < 40, "\(worst)")
        }

        @Test("Colours come out as they are")
        func colours() async throws {
            let recipe = RenderPage(input: MediaReference(Folders.fixture("kinds.pdf")), page: 6, size: .width(300))
            let raster = try await recipe.run(in: .shared)
            #expect(raster.layout == .rgb && raster.width == 300 && abs(raster.height - 424) <= 1)
            #expect(raster.samples.prefix(9).allSatisfy { (230...242).contains($0) })
        }

        @Test(
            "Pages that ask for too many pixels get fewer",
            arguments: Papers.real(["bomb-35000x35000", "poster-25x50-inch"]))
        func large(path: String) async throws {
            let raster = try await Papers.grey(path, at: 600)
            #expect(raster.width * raster.height <= 36_100_000)
            #expect(raster.width * raster.height >= 30_000_000)
            #expect((raster.dotsPerInch ?? 600) < 300)
        }

        @Test("A picture that would fill the memory is refused before it is decoded")
        func bomb() async throws {
            let page = try #require(try await Papers.judge(Folders.fixture("bomb.pdf")).first)
            #expect(page.kind == .scan)
            for dots in [1.0, 20, 300] {
                let error = await #expect(throws: MediaError.self) {
                    try await Papers.grey(Folders.fixture("bomb.pdf"), at: dots)
                }
                #expect(error?.code == .limitExceeded)
            }
        }

        @Test("A picture whose size is written elsewhere is refused all the same")
        func bombWithReferences() async throws {
            let folder = try TemporaryFolder()
            let path = try Papers.replacing(
                "/Width 30000/Height 30000", by: "/Width 90 0 R/Height 91 0 R",
                adding: "90 0 obj\n30000\nendobj\n91 0 obj 30000 endobj\n", in: "bomb.pdf", folder)
            let error = await #expect(throws: MediaError.self) { try await Papers.grey(path, at: 20) }
            #expect(error?.code == .limitExceeded)
        }

        @Test("A page that is missing cannot be drawn, and those behind it are themselves")
        func missing() async throws {
            let path = Folders.fixture("numbered.pdf")
            let error = await #expect(throws: MediaError.self) { try await Papers.grey(path, page: 5) }
            #expect(error?.code == .corrupt)
            // Two digits are wider than one.
            var ink: [Int] = []
            for page in [6, 7, 9, 10, 12] { ink.append(try await Papers.grey(path, page: page).inkWidth) }
            #expect(ink[0] == ink[1] && ink[1] == ink[2] && ink[3] > ink[2] + 5 && ink[4] > ink[2] + 5)
        }

        @Test(
            "Sizes that cannot be are refused",
            arguments: [
                RenderPage.Size.dotsPerInch(0), .dotsPerInch(.nan), .dotsPerInch(1e9),
                .dotsPerInch(-3), .width(0), .width(-1), .width(1_000_000),
            ])
        func sizes(size: RenderPage.Size) async {
            let recipe = RenderPage(input: MediaReference(Folders.fixture("turned.pdf")), size: size)
            let error = await #expect(throws: MediaError.self) { try await recipe.run(in: .shared) }
            #expect(error?.code == .invalidRequest)
        }

        @Test("There is no page before the first or after the last", arguments: [0, -1, 5, .max])
        func beyond(page: Int) async {
            let error = await #expect(throws: MediaError.self) {
                try await Papers.grey(Folders.fixture("turned.pdf"), page: page)
            }
            #expect(error?.code == .notFound)
        }
    }
}

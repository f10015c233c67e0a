import Testing

@testable import Pipeline

extension Documents {
    /// Scans drawn pixel by pixel and made smaller afterwards.
    @Suite("Reduction of grey pictures", .serialized, .timeLimit(.minutes(1)))
    struct RasterReductionTests {
        private static func raster(
            _ width: Int, _ height: Int, dots: Double?, value: (Int, Int) -> UInt8
        ) throws -> Raster {
            try Raster(width: width, height: height, layout: .grey, dotsPerInch: dots) { buffer in
                for row in 0..<height { for column in 0..<width { buffer[row * width + column] = value(column, row) } }
            }
        }

        @Test("Each pixel is the mean of what it covers, whole pixels and parts")
        func means() throws {
            let half = try Self.raster(4, 2, dots: 300) { column, row in UInt8(10 * column + 100 * row) }
                .reduced(to: 150)
            #expect(half.width == 2 && half.height == 1 && half.dotsPerInch == 150)
            #expect(half.samples == [55, 75])
            // Two pixels for three: one and a half each.
            let parts = try Self.raster(3, 3, dots: 300) { column, _ in [0, 90, 240][column] }.reduced(to: 200)
            #expect(parts.width == 2 && parts.height == 2)
            #expect(parts.samples == [30, 190, 30, 190])
        }

        @Test("Edges that cover less than a pixel keep their level", arguments: [1.01, 1.37, 1.5, 2.2, 3.9])
        func edges(step: Double) throws {
            let small = try Self.raster(101, 37, dots: 300) { _, _ in 200 }.reduced(to: 300 / step)
            #expect(small.width == Int((101 / step).rounded(.up)) && small.height == Int((37 / step).rounded(.up)))
            #expect(small.samples.allSatisfy { $0 == 200 })
            let ramp = try Self.raster(101, 37, dots: 300) { column, _ in UInt8(2 * column) }.reduced(to: 300 / step)
            for column in 1..<ramp.width - 1 {
                // The mean of a ramp is its level in the middle of what is covered.
                let expected = 2 * ((Double(column) + 0.5) * step - 0.5)
                #expect(abs(Double(ramp.samples[column]) - expected) <= 1.5)
            }
        }

        @Test("What has no resolution, or no more than is wanted, stays")
        func kept() throws {
            let plain = try Self.raster(5, 5, dots: nil) { column, _ in UInt8(column) }
            #expect(try plain.reduced(to: 10).samples == plain.samples)
            let coarse = try Self.raster(5, 5, dots: 100) { column, _ in UInt8(column) }
            #expect(try coarse.reduced(to: 100).samples == coarse.samples)
            #expect(try coarse.reduced(to: 0).samples == coarse.samples)
        }

        @Test("The pages of a scan have exactly the resolution of their pictures", .enabled(if: Folders.media != nil))
        func resolution() async throws {
            let path = try #require(Papers.real("scan-fr-1856-4-pages"))
            let pages = try await Papers.judge(path)
            #expect(pages.map { $0.regions.first?.dotsPerInch } == [300, 300, 300, 300])
        }

        @Test(
            "A scan drawn for fast reading looks as one that Poppler makes smaller", .enabled(if: Folders.media != nil))
        func looks() throws {
            let bytes = try DocumentBytes(FileByteSource(path: try #require(Papers.real("scan-fr-1856-4-pages"))))
            let document = try Document.open(bytes)
            let page = try Page.open(1, of: document)
            let grey = Raster.Layout.grey.rawValue
            let direct = try page.raster(PageRendering(size: .dotsPerInch(200), samples: grey))
            let reduced = try page.raster(
                PageRendering(size: .dotsPerInch(200), samples: grey, ownDotsPerInch: 300))
            #expect(direct.width == reduced.width && direct.height == reduced.height)
            let differences = zip(direct.samples, reduced.samples).map { abs(Int($0) - Int($1)) }
            #expect(Double(differences.reduce(0, +)) / Double(differences.count) < 4)
            // A picture of far more dots, or of fewer, is left to Poppler.
            for own in [100.0, 200, 2400] {
                let other = try page.raster(
                    PageRendering(size: .dotsPerInch(200), samples: grey, ownDotsPerInch: own))
                let isSame = other.samples == direct.samples
                #expect(isSame)
            }
        }
    }
}

import Pipeline
import Testing

extension ImageTests {
    /// Fewer pixels, against the formula of the kernel.
    @Suite struct Reduction {
        @Test(
            "rows are made shorter as the kernel says",
            arguments: [(100, 99), (100, 50), (64, 1), (7, 3), (1363, 720), (999, 13), (3, 2), (2, 1)],
            [Raster.Layout.rgb, .rgba])
        func rows(_ lengths: (from: Int, to: Int), _ layout: Raster.Layout) async throws {
            var noise = try Drawing.noise(lengths.from, 5, layout)
            if layout == .rgba { noise = try opaque(noise) }
            let resize = ImageResize(width: lengths.to, height: 5, fit: .fill)
            let result = try await EncodeImage(noise, resize: resize, output: ImageOutput(.png)).run(in: .shared)
                .decoded()
            #expect(result.width == lengths.to && result.height == 5)
            var worst = 0.0
            for y in 0..<5 {
                for band in 0..<layout.rawValue {
                    let line = (0..<lengths.from).map { Double(noise.pixel($0, y)[band]) }
                    for (x, wanted) in Lanczos.shorter(line, to: lengths.to).enumerated() {
                        worst = max(worst, abs(Double(result.pixel(x, y)[band]) - min(255, max(0, wanted))))
                    }
                }
            }
            #expect(worst <= 0.51)
        }

        @Test("colour and grey come out alike")
        func grey() async throws {
            let grey = try Drawing.noise(300, 200, .grey)
            let colour = try Drawing.draw(300, 200, .rgb) { x, y in
                [UInt8](repeating: UInt8(grey.pixel(x, y)[0]), count: 3)
            }
            let resize = ImageResize(width: 111)
            let small = try await EncodeImage(grey, resize: resize, output: ImageOutput(.png)).run(in: .shared)
                .decoded()
            let alike = try await EncodeImage(colour, resize: resize, output: ImageOutput(.png)).run(in: .shared)
                .decoded()
            for y in stride(from: 0, to: small.height, by: 3) {
                for x in stride(from: 0, to: small.width, by: 3) {
                    let sample = small.pixel(x, y)[0]
                    #expect(isNear(alike.pixel(x, y), [sample, sample, sample], within: 2))
                }
            }
        }

        private func opaque(_ raster: Raster) throws -> Raster {
            try Drawing.draw(raster.width, raster.height, .rgba) { x, y in
                raster.pixel(x, y).prefix(3).map(UInt8.init) + [255]
            }
        }

        @Test("a page of a fax is smoothed as the kernel says", .enabled(if: Folders.media != nil))
        func fax() async throws {
            // The smaller page. libvips' own thumbnails take it for a small copy of the larger one, which it is not.
            let reference = MediaReference((Folders.media ?? "") + "/image/tiff-two-pages-bilevel.tif")
            let whole = try await DecodeImage(input: reference, page: 1).run(in: .shared)
            let small = try await TransformImage(
                input: reference, page: 1, resize: ImageResize(width: 308), output: ImageOutput(.png)
            ).run(in: .shared).decoded()
            #expect(SSIM.compare(small, try Lanczos.grey(whole, to: 308, 406)) >= 0.99)
        }
    }
}

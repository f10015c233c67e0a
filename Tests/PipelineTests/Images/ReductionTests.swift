import Foundation
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
                for x in 0..<lengths.to {
                    let expected = Self.pixel(noise, x, y, of: lengths.to)
                    for (sample, wanted) in zip(result.pixel(x, y), expected) {
                        worst = max(worst, abs(Double(sample) - min(255, max(0, wanted))))
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

        /// The pixel at (`x`, `y`) when rows are `width` pixels long: Lanczos' kernel of three lobes over the samples around,
        /// those beyond the ends being like the last.
        private static func pixel(_ raster: Raster, _ x: Int, _ y: Int, of width: Int) -> [Double] {
            let factor = Double(raster.width) / Double(width)
            let centre = (Double(x) + 0.5) * factor - 0.5
            var sums = [Double](repeating: 0, count: raster.layout.rawValue)
            var total = 0.0
            for position in Int(centre - 3 * factor) - 1...Int(centre + 3 * factor) + 1 {
                let distance = (Double(position) - centre) / factor
                guard abs(distance) < 3 else { continue }
                let angle = Double.pi * distance
                let weight = angle == 0 ? 1 : 3 * sin(angle) * sin(angle / 3) / (angle * angle)
                total += weight
                let samples = raster.pixel(min(max(position, 0), raster.width - 1), y)
                for (band, sample) in samples.enumerated() { sums[band] += weight * Double(sample) }
            }
            return sums.map { $0 / total }
        }
    }
}

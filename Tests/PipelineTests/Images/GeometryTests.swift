import Pipeline
import Testing

extension ImageTests {
    /// Sizes, which must be exact, and what stands where.
    @Suite struct Geometry {
        /// A picture of `source`, a wanted size, and the sizes that must come out with and without enlarging.
        struct Case: Sendable, CustomTestStringConvertible {
            var fit: ImageResize.Fit
            var source: PixelSize
            var wanted: (Int?, Int?)
            var enlarged: PixelSize
            var held: PixelSize

            init(
                _ fit: ImageResize.Fit, _ source: (Int, Int), _ wanted: (Int?, Int?), _ enlarged: (Int, Int),
                held: (Int, Int)? = nil
            ) {
                self.fit = fit
                self.source = PixelSize(width: source.0, height: source.1)
                self.wanted = wanted
                self.enlarged = PixelSize(width: enlarged.0, height: enlarged.1)
                let (width, height) = held ?? enlarged
                self.held = PixelSize(width: width, height: height)
            }

            var testDescription: String {
                "\(fit.rawValue) \(source.width)x\(source.height) to \(wanted.0 ?? 0)x\(wanted.1 ?? 0)"
            }
        }

        static let cases = [
            Case(.inside, (400, 300), (200, 200), (200, 150)), Case(.inside, (300, 400), (200, 200), (150, 200)),
            Case(.inside, (400, 300), (200, nil), (200, 150)), Case(.inside, (400, 300), (nil, 60), (80, 60)),
            Case(.inside, (400, 300), (nil, nil), (400, 300)), Case(.inside, (1000, 3), (100, 100), (100, 1)),
            Case(.inside, (40, 30), (200, 200), (200, 150), held: (40, 30)),
            Case(.inside, (333, 251), (101, 99), (101, 76)), Case(.inside, (1, 1), (5, 9), (5, 5), held: (1, 1)),
            Case(.cover, (400, 300), (200, 200), (200, 200)), Case(.cover, (300, 400), (99, 33), (99, 33)),
            Case(.cover, (400, 300), (100, nil), (100, 75)),
            Case(.cover, (40, 30), (200, 100), (200, 100), held: (40, 20)),
            Case(.cover, (400, 30), (200, 100), (200, 100), held: (60, 30)),
            Case(.cover, (1000, 1), (10, 10), (10, 10), held: (1, 1)),
            Case(.contain, (400, 300), (200, 200), (200, 200)), Case(.contain, (40, 30), (99, 50), (99, 50)),
            Case(.contain, (400, 300), (nil, 75), (100, 75)),
            Case(.fill, (400, 300), (200, 200), (200, 200)), Case(.fill, (37, 53), (11, 97), (11, 97), held: (11, 53)),
            Case(.fill, (400, 300), (200, nil), (200, 150)),
            Case(.outside, (400, 300), (200, 200), (267, 200)), Case(.outside, (300, 400), (200, 200), (200, 267)),
            Case(.outside, (40, 30), (200, 200), (267, 200), held: (40, 30)),
            Case(.outside, (4000, 3), (100, 1), (1333, 1)),
        ]

        @Test("sizes come out exactly", arguments: cases)
        func size(_ example: Case) async throws {
            let picture = try Drawing.quarters(example.source.width, example.source.height)
            let file = try await Drawing.file(picture, .jpeg)
            for (withoutEnlargement, wanted) in [(false, example.enlarged), (true, example.held)] {
                let resize = ImageResize(
                    width: example.wanted.0, height: example.wanted.1, fit: example.fit,
                    withoutEnlargement: withoutEnlargement)
                for image in [
                    try await EncodeImage(picture, resize: resize, output: ImageOutput(.png)).run(in: .shared),
                    try await TransformImage(input: onlyFile, resize: resize, output: ImageOutput(.png))
                        .run(in: .reading(file)),
                ] {
                    #expect(image.width == wanted.width && image.height == wanted.height)
                    let raster = try await image.decoded()
                    #expect(raster.width == wanted.width && raster.height == wanted.height)
                }
            }
        }

        @Test("the pixel ratio multiplies the wanted size")
        func pixelRatio() async throws {
            let resize = ImageResize(width: 50, height: 40, fit: .cover, pixelRatio: 1.5)
            let image = try await EncodeImage(
                try Drawing.quarters(400, 300), resize: resize, output: ImageOutput(.png)
            ).run(in: .shared)
            #expect(image.width == 75 && image.height == 60)
        }

        @Test(
            "wanted sizes out of all bounds are refused",
            arguments: [(0, 10), (10, -1), (70_000, 10), (20_000, 20_000)])
        func bounds(_ width: Int, _ height: Int) async throws {
            let picture = try Drawing.quarters(40, 40)
            let resize = ImageResize(width: width, height: height, fit: .fill, withoutEnlargement: false)
            let error = await #expect(throws: MediaError.self) {
                try await EncodeImage(picture, resize: resize, output: ImageOutput(.png)).run(in: .shared)
            }
            #expect(error?.code == .limitExceeded)
        }

        @Test("a crop keeps the side that gravity names", arguments: ImageResize.Gravity.allCases)
        func gravity(_ gravity: ImageResize.Gravity) async throws {
            // A strip of five fields across: the crop is as high as the strip and one field wide.
            let strip = try Drawing.draw(100, 20, .rgb) { x, _ in [UInt8(x / 20 * 50), 10, 10] }
            let resize = ImageResize(width: 20, height: 20, fit: .cover, gravity: gravity)
            let part = try await EncodeImage(strip, resize: resize, output: ImageOutput(.png)).run(in: .shared)
                .decoded()
            let wanted: Int? =
                switch gravity {
                case .west, .northwest, .southwest: 0
                case .east, .northeast, .southeast: 200
                case .centre, .north, .south: 100
                case .entropy, .attention: nil
                }
            #expect(part.width == 20 && part.height == 20)
            if let wanted { #expect(part.pixel(10, 10) == [wanted, 10, 10]) }
        }

        @Test("a crop by content finds it", arguments: [ImageResize.Gravity.entropy, .attention])
        func content(_ gravity: ImageResize.Gravity) async throws {
            let noise = try Drawing.noise(60, 60)
            let picture = try Drawing.draw(400, 60, .rgb) { x, y in
                x < 300 || x >= 360 ? [128, 128, 128] : noise.pixel(x - 300, y).map(UInt8.init)
            }
            let resize = ImageResize(width: 60, height: 60, fit: .cover, gravity: gravity)
            let part = try await EncodeImage(picture, resize: resize, output: ImageOutput(.png)).run(in: .shared)
                .decoded()
            let grey = (0..<60).count { part.pixel($0, 30) == [128, 128, 128] }
            #expect(grey < 30)
        }

        @Test("the room around a picture is background, transparent or white where none was given")
        func room() async throws {
            let picture = try Drawing.quarters(40, 40)
            let resize = ImageResize(width: 80, height: 40, fit: .contain, gravity: .west)
            func corner(_ output: ImageOutput) async throws -> (left: [Int], right: [Int]) {
                let raster = try await EncodeImage(picture, resize: resize, output: output).run(in: .shared).decoded()
                return (raster.pixel(5, 5), raster.pixel(75, 5))
            }
            let png = try await corner(ImageOutput(.png))
            #expect(png.left == [255, 0, 0, 255] && png.right == [0, 0, 0, 0])
            let jpeg = try await corner(ImageOutput(.jpeg, quality: 95))
            #expect(isNear(jpeg.left, [254, 0, 0], within: 6) && isNear(jpeg.right, [255, 255, 255], within: 2))
            let named = try await corner(ImageOutput(.png, background: ImageColour("#0a64c8")))
            #expect(named.left == [255, 0, 0] && named.right == [10, 100, 200])
        }
    }
}

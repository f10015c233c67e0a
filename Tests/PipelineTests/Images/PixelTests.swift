import Pipeline
import Testing

extension ImageTests {
    /// Orientation, transparency, colours and what is told besides.
    @Suite struct Pixels {
        @Test("every orientation comes out upright", arguments: 1...8)
        func orientation(_ tag: Int) async throws {
            // What is stored when the quarters, upright, are red, green, blue and white.
            let stored = try await stored(tag)
            let jpeg = ExifWriter.tag(try await Drawing.file(stored, .jpeg, quality: 95), orientation: tag)
            for resize in [ImageResize(), ImageResize(width: 60)] {
                let image = try await TransformImage(input: onlyFile, resize: resize, output: ImageOutput(.png))
                    .run(in: .reading(jpeg))
                #expect(image.width * 2 == image.height * 3)
                let raster = try await image.decoded()
                #expect(isNear(raster.pixel(at: 0.2, 0.2), [254, 0, 0], within: 8))
                #expect(isNear(raster.pixel(at: 0.8, 0.2), [0, 255, 1], within: 8))
                #expect(isNear(raster.pixel(at: 0.2, 0.8), [0, 0, 254], within: 8))
                #expect(isNear(raster.pixel(at: 0.8, 0.8), [255, 255, 255], within: 8))
                #expect(try await image.described().orientation == 1)
            }
            let description = try await DescribeImage(input: onlyFile).run(in: .reading(jpeg))
            #expect(description.orientation == tag && description.width == 120 && description.height == 80)
        }

        /// The upright picture of 120 × 80 as a camera stores it that was held so that `tag` turns it back.
        private func stored(_ tag: Int) async throws -> Raster {
            let upright = try Drawing.quarters(120, 80)
            let swaps = tag >= 5
            return try Drawing.draw(swaps ? 80 : 120, swaps ? 120 : 80, .rgb) { x, y in
                let (column, row): (Int, Int) =
                    switch tag {
                    case 2: (119 - x, y)
                    case 3: (119 - x, 79 - y)
                    case 4: (x, 79 - y)
                    case 5: (y, x)
                    case 6: (119 - y, x)
                    case 7: (119 - y, 79 - x)
                    case 8: (y, 79 - x)
                    default: (x, y)
                    }
                return upright.pixel(column, row).map(UInt8.init)
            }
        }

        @Test("transparency is kept where the format can", arguments: Outputs.all.filter(\.keepsAlpha))
        func alpha(_ format: ImageFormat) async throws {
            let picture = try Drawing.draw(64, 64, .rgba) { x, _ in x < 32 ? [200, 40, 40, 255] : [0, 0, 0, 0] }
            let raster = try await EncodeImage(picture, output: ImageOutput(format, quality: 90)).run(in: .shared)
                .decoded()
            #expect(raster.layout == .rgba)
            #expect(isNear(raster.pixel(10, 32), [200, 40, 40, 255], within: 12))
            #expect(raster.pixel(54, 32)[3] <= 1)
        }

        @Test("transparency is filled with the background, white unless named")
        func flatten() async throws {
            let picture = try Drawing.draw(64, 64, .rgba) { x, _ in x < 32 ? [200, 40, 40, 255] : [0, 0, 0, 128] }
            let white = try await EncodeImage(picture, output: ImageOutput(.jpeg, quality: 95)).run(in: .shared)
                .decoded()
            #expect(isNear(white.pixel(54, 32), [127, 127, 127], within: 3))
            let named = ImageOutput(.png, background: ImageColour("#00f"))
            let blue = try await EncodeImage(picture, output: named).run(in: .shared).decoded()
            #expect(isNear(blue.pixel(54, 32), [0, 0, 127], within: 1) && blue.layout == .rgb)
        }

        @Test("what cannot be seen does not bleed into its neighbours")
        func premultiplied() async throws {
            // Stripes of opaque white between invisible green: scaled down, no green may show.
            let stripes = try Drawing.draw(200, 20, .rgba) { x, _ in
                x % 2 == 0 ? [255, 255, 255, 255] : [0, 255, 0, 0]
            }
            let raster = try await EncodeImage(
                stripes, resize: ImageResize(width: 40), output: ImageOutput(.png)
            ).run(in: .shared).decoded()
            let pixel = raster.pixel(20, 2)
            #expect(isNear(Array(pixel.prefix(3)), [255, 255, 255], within: 3))
            #expect((120...135).contains(pixel[3]))
        }

        @Test("grey stays grey, and becomes colour on a coloured background")
        func grey() async throws {
            let grey = try Drawing.draw(40, 20, .grey) { x, _ in [UInt8(x)] }
            for format in [ImageFormat.jpeg, .png, .tiff] {
                let raster = try await EncodeImage(grey, output: ImageOutput(format)).run(in: .shared).decoded()
                #expect(raster.layout == .grey)
            }
            let resize = ImageResize(width: 40, height: 40, fit: .contain)
            let output = ImageOutput(.png, background: ImageColour("#ff0000"))
            let raster = try await EncodeImage(grey, resize: resize, output: output).run(in: .shared).decoded()
            #expect(raster.pixel(30, 2) == [255, 0, 0] && raster.pixel(30, 20) == [30, 30, 30])
        }

        @Test("nothing of a camera's fields is left", arguments: Outputs.all)
        func stripped(_ format: ImageFormat) async throws {
            let jpeg = ExifWriter.tag(try await Drawing.file(try Drawing.quarters(60, 40), .jpeg), orientation: 1)
            let image = try await TransformImage(input: onlyFile, output: ImageOutput(format)).run(in: .reading(jpeg))
            #expect(Outputs.metadata(in: image.bytes) == [])
            #expect(Texts.contains(image.bytes, "Somebody") == false)
        }

        @Test("the copyright is kept on request, the place is not", arguments: [ImageFormat.jpeg, .png, .webp, .avif])
        func copyright(_ format: ImageFormat) async throws {
            let jpeg = ExifWriter.tag(try await Drawing.file(try Drawing.quarters(60, 40), .jpeg), orientation: 6)
            let output = ImageOutput(format, keepsCopyright: true)
            let image = try await TransformImage(input: onlyFile, output: output).run(in: .reading(jpeg))
            #expect(Texts.contains(image.bytes, "Somebody, 2020"))
            // The tag of the place in either byte order, as a directory holds it: a long.
            #expect(
                !Texts.contains(image.bytes, [0x88, 0x25, 0, 4]) && !Texts.contains(image.bytes, [0x25, 0x88, 4, 0]))
            let description = try await image.described()
            #expect(description.width == 40 && description.orientation == 1)
        }

        @Test("the profile is kept on request", .enabled(if: Folders.media != nil))
        func profile() async throws {
            let reference = MediaReference((Folders.media ?? "") + "/image/jpeg-gps.jpg")
            for format in [ImageFormat.jpeg, .png, .webp] {
                let kept = try await TransformImage(
                    input: reference, output: ImageOutput(format, keepsProfile: true)
                ).run(in: .shared)
                #expect(try await kept.described().hasProfile)
                let dropped = try await TransformImage(input: reference, output: ImageOutput(format)).run(in: .shared)
                #expect(try await !dropped.described().hasProfile)
            }
        }
    }
}

/// Looks for short runs of bytes.
enum Texts {
    static func contains(_ bytes: [UInt8], _ text: String) -> Bool { contains(bytes, Array(text.utf8)) }

    static func contains(_ bytes: [UInt8], _ wanted: [UInt8]) -> Bool {
        guard let first = wanted.first, bytes.count >= wanted.count else { return false }
        return bytes.indices.dropLast(wanted.count - 1).contains {
            bytes[$0] == first && bytes[$0..<$0 + wanted.count].elementsEqual(wanted)
        }
    }
}

import Foundation
import Pipeline
import Testing

extension ImageTests {
    /// Each real image, against the row of the table that says what must come of it.
    @Suite struct RealImages {
        @Test("what a file is", arguments: ImageInput.all)
        func description(_ input: ImageInput) async throws {
            let description = try await DescribeImage(input: MediaReference(input.path)).run(in: .shared)
            #expect(description.format == input.format)
            #expect(description.width == input.width && description.height == input.height)
            #expect(description.pages == input.pages)
            #expect(description.hasAlpha == input.hasAlpha)
            #expect(description.colour == input.colour)
            #expect(description.isAnimated == (input.pages > 1 && input.format != .tiff))
            #expect(description.blurHash.utf8.count == 28)
        }

        @Test("a small copy looks like the whole picture, scaled afterwards", arguments: ImageInput.all)
        func smallCopy(_ input: ImageInput) async throws {
            let reference = MediaReference(input.path)
            let resize = ImageResize(width: 120, height: 120)
            let small = try await TransformImage(
                input: reference, page: 0, resize: resize, output: ImageOutput(.png, background: .white)
            ).run(in: .shared)
            let factor = min(1, 120 / Double(max(input.width, input.height)))
            #expect(small.width == Int((Double(input.width) * factor).rounded()))
            #expect(small.height == Int((Double(input.height) * factor).rounded()))
            let whole = try await DecodeImage(input: reference, background: .white).run(in: .shared)
            #expect(whole.width == input.width && whole.height == input.height)
            let scaled = try await EncodeImage(whole, resize: resize, output: ImageOutput(.png)).run(in: .shared)
            let likeness = SSIM.compare(try await small.decoded(), try await scaled.decoded())
            #expect(likeness >= 0.98, "\(input.name): \(likeness)")
        }

        @Test("what is refused, and as what", arguments: ImageInput.refused)
        func refusal(_ name: String, _ code: MediaError.Code) async throws {
            let reference = MediaReference((Folders.media ?? "") + "/image/" + name)
            let work: [@Sendable () async throws -> Void] = [
                { _ = try await DescribeImage(input: reference).run(in: .shared) },
                { _ = try await DecodeImage(input: reference).run(in: .shared) },
                { _ = try await TransformImage(input: reference, output: ImageOutput(.webp)).run(in: .shared) },
            ]
            for attempt in work {
                let error = await #expect(throws: MediaError.self) { try await attempt() }
                #expect(error?.code == code)
            }
        }

        @Test("colours that other decoders agree on", .enabled(if: Folders.media != nil))
        func knownColours() async throws {
            // The flag's red, white and blue; blue paper, leaves and a white wall seen by hand in the others.
            let flag = try await small("png-16bit.png", 300)
            #expect(isNear(flag.pixel(at: 0.5, 0.15), [174, 28, 40], within: 3))
            #expect(isNear(flag.pixel(at: 0.5, 0.5), [255, 255, 255], within: 1))
            #expect(isNear(flag.pixel(at: 0.5, 0.85), [33, 70, 139], within: 3))
            // Not inverted: the sky between the branches is light, the coat dark, the grass green.
            let park = try await small("jpeg-cmyk-icc.jpg", 300)
            let grass = park.pixel(at: 0.15, 0.75)
            #expect(grass[1] > grass[2] + 20)
            let bird = try await small("tiff-lab.tiff", 300)
            let fern = bird.pixel(at: 0.1, 0.9)
            #expect(fern[1] > fern[0] && fern[1] > fern[2])
        }

        @Test("the page that was asked for", .enabled(if: Folders.media != nil))
        func pages() async throws {
            let reference = MediaReference((Folders.media ?? "") + "/image/tiff-two-pages-bilevel.tif")
            let first = try await DecodeImage(input: reference, page: 0).run(in: .shared)
            let second = try await DecodeImage(input: reference, page: 1).run(in: .shared)
            #expect(first.layout == .grey && second.layout == .grey)
            #expect(SSIM.compare(first, second) < 0.95)
            let error = await #expect(throws: MediaError.self) {
                try await DecodeImage(input: reference, page: 2).run(in: .shared)
            }
            #expect(error?.code == .notFound)
        }

        @Test("no place in any output", .enabled(if: Folders.media != nil), arguments: Outputs.all)
        func noPlace(_ format: ImageFormat) async throws {
            for name in ["jpeg-gps.jpg", "jpeg-motion-photo.jpg"] {
                let reference = MediaReference((Folders.media ?? "") + "/image/" + name)
                let image = try await TransformImage(
                    input: reference, resize: ImageResize(width: 120), output: ImageOutput(format)
                ).run(in: .shared)
                #expect(Outputs.metadata(in: image.bytes) == [])
            }
        }

        private func small(_ name: String, _ width: Int) async throws -> Raster {
            let reference = MediaReference((Folders.media ?? "") + "/image/" + name)
            return try await DecodeImage(input: reference, within: PixelSize(width: width, height: width))
                .run(in: .shared)
        }
    }
}

/// What outputs must have in common.
enum Outputs {
    /// The formats that are written.
    static let all = ImageFormat.allCases.filter(\.isWritable)

    /// The names of metadata blocks that `bytes` hold.
    static func metadata(in bytes: [UInt8]) -> [String] {
        let data = Data(bytes)
        return ["Exif\0\0", "eXIf", "EXIF", "ns.adobe.com", "xpacket", "Photoshop", "ICC_PROFILE", "iCCP"].filter {
            data.range(of: Data($0.utf8)) != nil
        }
    }
}

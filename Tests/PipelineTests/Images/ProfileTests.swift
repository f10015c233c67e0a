import Foundation
import Pipeline
import Testing

extension ImageTests {
    /// Colours of spaces that are wider than sRGB.
    @Suite struct Profiles {
        /// A wide space: its profile, its own curve, and how its linear light becomes that of sRGB.
        struct Wide: Sendable, CustomTestStringConvertible {
            var testDescription: String
            var space: ProfileWriter.Space
            /// Rows: red, green and blue of sRGB. Both white points are D65, so that nothing has to be adapted.
            var matrix: [[Double]]

            /// The samples of sRGB that show the same colour.
            func inSRGB(_ pixel: [Int]) -> [Int] {
                let light = pixel.map { space.light(Double($0) / 255) }
                return matrix.map { row in
                    let value = min(1, max(0, zip(row, light).reduce(0) { $0 + $1.0 * $1.1 }))
                    let curved = value <= 0.0031308 ? value * 12.92 : 1.055 * pow(value, 1 / 2.4) - 0.055
                    return Int((curved * 255).rounded())
                }
            }
        }

        static let spaces = [
            // The products of the matrices in CSS Color Module Level 4, 17: to XYZ, and from there to linear sRGB.
            Wide(
                testDescription: "Display P3", space: ProfileWriter.displayP3,
                matrix: [
                    [1.2249402, -0.2249402, 0], [-0.0420570, 1.0420570, 0], [-0.0196376, -0.0786361, 1.0982736],
                ]),
            Wide(
                testDescription: "Adobe RGB", space: ProfileWriter.adobeRGB,
                matrix: [[1.3983558, -0.3983558, 0], [0, 1, 0], [0, -0.0429290, 1.0429290]]),
        ]

        /// Within sRGB, but for the last two: those come out as its most saturated.
        static let colours = [
            [128, 128, 128], [255, 255, 255], [0, 0, 0], [200, 120, 80], [110, 160, 120], [210, 90, 80],
            [200, 210, 90],
            [200, 100, 120], [255, 0, 0], [0, 255, 0],
        ]

        @Test("show the same colours in sRGB", arguments: spaces)
        func same(_ wide: Wide) async throws {
            let profile = ProfileWriter.profile(wide.space)
            var moved = 0
            for colour in Self.colours {
                let plain = try Drawing.draw(32, 32, .rgb) { _, _ in colour.map(UInt8.init) }
                let jpeg = try await Drawing.file(plain, .jpeg, quality: 100)
                let output = try await TransformImage(input: onlyFile, output: ImageOutput(.png))
                    .run(in: .reading(ProfileWriter.put(profile, into: jpeg))).decoded()
                let wanted = wide.inSRGB(colour)
                #expect(
                    isNear(output.pixel(16, 16), wanted, within: 3), "\(colour): \(output.pixel(16, 16)), \(wanted)")
                if !isNear(wanted, colour, within: 6) { moved += 1 }
            }
            // Whoever ignores the profile is off by more than twice the tolerance.
            #expect(moved >= 5)
        }

        /// The space that tables connect to (ICC.1:2022, 7.2.8) is looked at only when they are linked with another profile.
        @Test("are taken for sRGB where the profile is damaged", .enabled(if: Folders.media != nil))
        func damaged() async throws {
            let path = (Folders.media ?? "") + "/image/jpeg-gps.jpg"
            let whole = try Array(Data(contentsOf: URL(filePath: path)))
            var damaged = whole
            // Behind the name of the segment and its number of how many.
            let name = Array("ICC_PROFILE\0".utf8)
            let start = try #require(whole.firstRange(of: name)).upperBound + 2
            damaged[start + 20] = 0xFF
            let recipe = TransformImage(
                input: onlyFile, resize: ImageResize(width: 50), output: ImageOutput(.png))
            let (output, wanted) = (
                try await recipe.run(in: .reading(damaged)).decoded(),
                try await recipe.run(in: .reading(whole)).decoded()
            )
            #expect((output.width, output.height) == (wanted.width, wanted.height))
            #expect(Colours.difference(output.samples, wanted.samples) < 1)
        }

        @Test("keep their samples and their profile on request", arguments: spaces)
        func kept(_ wide: Wide) async throws {
            let plain = try Drawing.draw(32, 32, .rgb) { _, _ in [200, 120, 80] }
            let jpeg = ProfileWriter.put(
                ProfileWriter.profile(wide.space), into: try await Drawing.file(plain, .jpeg, quality: 100))
            let kept = try await TransformImage(input: onlyFile, output: ImageOutput(.png, keepsProfile: true))
                .run(in: .reading(jpeg))
            #expect(try await kept.described().hasProfile)
            // Read again, the profile is followed.
            #expect(isNear(try await kept.decoded().pixel(16, 16), wide.inSRGB([200, 120, 80]), within: 3))
        }
    }
}

import Foundation
import Pipeline
import Testing

extension ImageTests {
    /// What follows from values alone: formats by Accept, placeholders, names for caches.
    @Suite struct Values {
        static let accepts: [(accept: String?, alpha: Bool, animated: Bool, wanted: ImageFormat)] = [
            (nil, false, false, .jpeg), (nil, true, false, .png), (nil, false, true, .gif), ("", true, false, .png),
            ("*/*", false, false, .jpeg), ("image/*", true, false, .png),
            ("image/avif,image/webp,image/apng,image/*,*/*;q=0.8", false, false, .avif),
            ("image/avif,image/webp,*/*", true, false, .avif), ("image/avif,image/webp,*/*", true, true, .webp),
            ("image/webp,*/*;q=0.5", false, false, .webp), ("image/avif", false, true, .gif),
            ("image/avif;q=0.5,image/webp", false, false, .webp),
            ("image/avif;q=0,image/webp;q=0", false, false, .jpeg),
            ("IMAGE/WEBP ; q=0.9", false, false, .webp), ("image/jpeg,image/webp;q=0.2", false, false, .jpeg),
            ("image/avif;q=nonsense", false, false, .jpeg), (",;,q=1,", false, false, .jpeg),
        ]

        @Test("the format for an Accept field", arguments: accepts)
        func accept(_ accept: String?, _ alpha: Bool, _ animated: Bool, _ wanted: ImageFormat) {
            #expect(ImageFormat.preferred(accept: accept, hasAlpha: alpha, isAnimated: animated) == wanted)
        }

        @Test("the placeholder of one colour is that colour")
        func plainBlurHash() async throws {
            let black = try await hash { _, _ in [0, 0, 0] }
            #expect(black == "L00000fQfQfQfQfQfQfQfQfQfQfQ")
            let red = try #require(BlurHashReader(try await hash { _, _ in [255, 0, 0] }))
            #expect(red.mean == [255, 0, 0])
            // The cosines of an even number of half waves add up to nothing over a plain colour; green and blue never
            // change.
            #expect(red.levels[1] == [9, 9, 9] && red.levels[7] == [9, 9, 9])
            #expect(red.levels.allSatisfy { $0[1] == 9 && $0[2] == 9 })
        }

        private func hash(_ pixel: (Int, Int) -> [UInt8]) async throws -> String {
            let file = try await Drawing.file(try Drawing.draw(64, 48, .rgb, pixel), .png)
            return try await DescribeImage(input: onlyFile).run(in: .reading(file)).blurHash
        }

        @Test("the placeholder shows what is left and right, above and below")
        func blurHash() async throws {
            // Left black and right white: the first change across goes from dark to light in all colours.
            let hash = try await hash { x, _ in [UInt8](repeating: x < 32 ? 0 : 255, count: 3) }
            let change = try #require(BlurHashReader(hash))
            #expect(change.across == 4 && change.down == 3)
            // Half the light is 188 in sRGB (IEC 61966-2-1).
            #expect(change.mean.allSatisfy { abs($0 - 188) <= 3 })
            #expect(change.levels[0].allSatisfy { $0 == 0 })
            #expect(change.levels[7].allSatisfy { $0 == 9 })
        }

        @Test("equal recipes have equal names, others have others")
        func fingerprints() throws {
            let recipe = TransformImage(
                input: MediaReference("blob/1"), resize: ImageResize(width: 720),
                output: ImageOutput(.webp, quality: 70))
            let name = try recipe.fingerprint()
            #expect(name.count == 64)
            #expect(
                try JSONDecoder().decode(TransformImage.self, from: JSONEncoder().encode(recipe)).fingerprint() == name)
            var names: Set<String> = [name]
            var other = recipe
            other.resize.width = 721
            names.insert(try other.fingerprint())
            other = recipe
            other.output.background = ImageColour("#fff")
            names.insert(try other.fingerprint())
            other = recipe
            other.page = 0
            names.insert(try other.fingerprint())
            names.insert(try DescribeImage(input: recipe.input).fingerprint())
            names.insert(try DecodeImage(input: recipe.input).fingerprint())
            #expect(names.count == 6)
        }

        @Test(
            "colours are read and written",
            arguments: [
                ("#fff", "#ffffffff"), ("#0a64c8", "#0a64c8ff"), ("#12345678", "#12345678"), ("#F0f8", "#ff00ff88"),
            ])
        func colours(_ text: String, _ wanted: String) throws {
            let colour = try #require(ImageColour(text))
            #expect(String(decoding: try JSONEncoder().encode([colour]), as: UTF8.self) == "[\"\(wanted)\"]")
        }

        @Test("what is no colour is refused", arguments: ["", "fff", "#", "#ff", "#ggg", "#12345", "#１２３", "red"])
        func noColours(_ text: String) { #expect(ImageColour(text) == nil) }
    }
}

/// Takes a placeholder apart.
private struct BlurHashReader {
    var across: Int
    var down: Int
    /// The mean colour, sRGB.
    var mean: [Int]
    /// The levels of red, green and blue of each change, row by row; 9 is none.
    var levels: [[Int]]

    init?(_ hash: String) {
        let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~")
        let values = hash.compactMap { digits.firstIndex(of: $0) }
        guard values.count == hash.count, values.count >= 6 else { return nil }
        across = values[0] % 9 + 1
        down = values[0] / 9 + 1
        guard values.count == 4 + 2 * across * down else { return nil }
        let colour = values[2..<6].reduce(0) { $0 * 83 + $1 }
        mean = [colour >> 16, colour >> 8 & 255, colour & 255]
        levels = stride(from: 6, to: values.count, by: 2).map {
            let value = values[$0] * 83 + values[$0 + 1]
            return [value / 361, value / 19 % 19, value % 19]
        }
    }
}

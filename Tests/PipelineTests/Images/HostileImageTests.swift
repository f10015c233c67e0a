import Foundation
import Pipeline
import Testing

extension ImageTests {
    /// Files that lie, that are damaged, or that ask for too much.
    @Suite struct Hostile {
        private static let formats: [ImageFormat] = [.jpeg, .png, .webp, .gif, .tiff, .avif, .jxl]

        @Test("a file cut short anywhere is refused as damaged", arguments: formats)
        func truncated(_ format: ImageFormat) async throws {
            let whole = try await Drawing.file(try Drawing.noise(96, 80), format)
            for share in [0.02, 0.1, 0.3, 0.5, 0.7, 0.9] {
                let part = Array(whole.prefix(Int(Double(whole.count) * share)))
                let error = await #expect(throws: MediaError.self, "\(share)") {
                    try await DecodeImage(input: onlyFile).run(in: .reading(part))
                }
                #expect(error?.code == .corrupt || error?.code == .unsupported && part.count < 32)
            }
        }

        @Test("damage anywhere neither ends the process nor hangs it", arguments: formats)
        func damaged(_ format: ImageFormat) async throws {
            let whole = try await Drawing.file(try Drawing.quarters(96, 80), format)
            var generator = Steps()
            for _ in 0..<60 {
                var bytes = whole
                for _ in 0..<4 { bytes[generator.next() % bytes.count] = UInt8(generator.next() & 255) }
                do {
                    let image = try await TransformImage(
                        input: onlyFile, resize: ImageResize(width: 40), output: ImageOutput(.png)
                    ).run(in: .reading(bytes))
                    #expect(image.width <= 40)
                } catch let error as MediaError {
                    #expect([.corrupt, .limitExceeded, .unsupported].contains(error.code), "\(error)")
                }
            }
        }

        @Test("what is no picture, or one of a kind that is not let in, is refused by its first bytes")
        func disguises() async throws {
            let texts = [
                "", "x", "GIF8", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
                "<?xml version='1.0'?><!DOCTYPE svg><svg/>", "%PDF-1.4\n1 0 obj",
                "push graphic-context\nviewbox 0 0 9 9",
                "P6 9 9 255\n", "1,2,3\n4,5,6\n", "#!ref\n2 2\n1 2\n3 4\n", "\u{0}\u{0}\u{0}\u{1C}ftypisom0000isommp41",
                "8BPS\u{0}\u{1}", "BM000000", "#?RADIANCE\n", "SIMPLE  =                    T", "v/1\u{1}",
            ]
            for text in texts {
                let padded = Array(text.utf8) + (text.isEmpty ? [] : [UInt8](repeating: 32, count: 200))
                let error = await #expect(throws: MediaError.self) {
                    try await TransformImage(input: onlyFile, output: ImageOutput(.png)).run(in: .reading(padded))
                }
                #expect(error?.code == .unsupported, "\(text)")
            }
        }

        @Test("too many pixels are refused by the header, with hardly a byte read", .enabled(if: Folders.media != nil))
        func bombs() async throws {
            for name in ["jpeg-280-megapixels.jpg", "png-4-gigapixels.png"] {
                let source = try CountedSource(path: (Folders.media ?? "") + "/image/" + name)
                let error = await #expect(throws: MediaError.self) {
                    try await TransformImage(
                        input: onlyFile, resize: ImageResize(width: 100), output: ImageOutput(.jpeg)
                    ).run(in: .reading(source))
                }
                #expect(error?.code == .limitExceeded)
                #expect(source.bytes < 64 << 10)
            }
        }

        @Test("a PNG header that promises 40,000 × 40,000 pixels is refused, whatever follows")
        func liar() async throws {
            var bytes = try await Drawing.file(try Drawing.quarters(16, 16), .png)
            // Width and height of IHDR, and its checksum (PNG, 11.2.2 and annex D).
            bytes.replaceSubrange(16..<24, with: [0, 0, 0x9C, 0x40, 0, 0, 0x9C, 0x40])
            bytes.replaceSubrange(29..<33, with: Self.checksum(bytes[12..<29]))
            let error = await #expect(throws: MediaError.self) {
                try await DecodeImage(input: onlyFile).run(in: .reading(bytes))
            }
            #expect(error?.code == .limitExceeded)
        }

        @Test("a TIFF whose colours have fewer samples than its brightness is unsupported, not damaged")
        func subsampled() async throws {
            let folder = try TemporaryFolder()
            for (layout, code) in [("yuv420p", MediaError.Code.unsupported), ("rgb24", nil)] {
                let path = folder.path("\(layout).tiff")
                try await runSuccessfully(
                    "ffmpeg",
                    [
                        "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=64x48", "-frames:v", "1", "-pix_fmt", layout,
                        path,
                    ])
                let recipe = DescribeImage(input: MediaReference(path))
                guard let code else {
                    #expect(try await recipe.run(in: .shared).width == 64)
                    continue
                }
                let error = await #expect(throws: MediaError.self) { try await recipe.run(in: .shared) }
                #expect(error?.code == code)
            }
        }

        @Test("a failing read is told as such")
        func failingRead() async throws {
            let file = try await Drawing.file(try Drawing.noise(400, 400), .jpeg)
            let error = await #expect(throws: MediaError.self) {
                try await DecodeImage(input: onlyFile).run(in: .reading(FailingSource(bytes: file, from: 20_000)))
            }
            #expect(error?.code == .inputOutput)
        }

        @Test("formats that are only read, and settings out of range, are refused")
        func settings() async throws {
            let picture = try Drawing.quarters(16, 16)
            for (output, code) in [
                (ImageOutput(.heic), MediaError.Code.unsupported), (ImageOutput(.jp2), .unsupported),
                (ImageOutput(.jpeg, quality: 0), .limitExceeded), (ImageOutput(.webp, effort: 11), .limitExceeded),
            ] {
                let error = await #expect(throws: MediaError.self) {
                    try await EncodeImage(picture, output: output).run(in: .shared)
                }
                #expect(error?.code == code)
            }
        }

        private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
            var sum: UInt32 = 0xFFFF_FFFF
            for byte in bytes {
                sum ^= UInt32(byte)
                for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
            }
            let value = ~sum
            return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
        }
    }
}

/// Numbers that look random and are the same each time.
private struct Steps {
    private var state: UInt64 = 88_172_645_463_325_252

    mutating func next() -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state >> 33)
    }
}

/// A file whose bytes from a place on cannot be read.
struct FailingSource: ByteSource {
    var bytes: [UInt8]
    var from: Int64

    var size: Int64 { Int64(bytes.count) }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(MediaError) -> Int {
        guard offset < from else { throw MediaError(.inputOutput, "read", "the disk is gone") }
        let part = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(Int(from - offset)))
        return try MemorySource(bytes: bytes).read(into: part, at: offset)
    }
}

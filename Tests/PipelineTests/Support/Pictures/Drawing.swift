import Pipeline

/// Pictures that tests draw.
enum Drawing {
    /// Four quarters: red, green, blue, white, from the left upper one by rows. Seen anywhere, it tells how it is turned.
    static func quarters(_ width: Int, _ height: Int) throws -> Raster {
        try draw(width, height, .rgb) { x, y in
            switch (x * 2 < width, y * 2 < height) {
            case (true, true): [255, 0, 0]
            case (false, true): [0, 255, 0]
            case (true, false): [0, 0, 255]
            case (false, false): [255, 255, 255]
            }
        }
    }

    /// A picture whose pixels `pixel` gives.
    static func draw(
        _ width: Int, _ height: Int, _ layout: Raster.Layout, _ pixel: (Int, Int) -> [UInt8]
    ) throws -> Raster {
        try Raster(width: width, height: height, layout: layout) { samples in
            var index = 0
            for y in 0..<height {
                for x in 0..<width {
                    for sample in pixel(x, y) {
                        samples[index] = sample
                        index += 1
                    }
                }
            }
        }
    }

    /// Noise that no codec can make small; the same each time.
    static func noise(_ width: Int, _ height: Int, _ layout: Raster.Layout = .rgb) throws -> Raster {
        try Raster(width: width, height: height, layout: layout) { samples in
            var state: UInt32 = 1
            for index in samples.indices {
                state = state &* 1_664_525 &+ 1_013_904_223
                samples[index] = UInt8(truncatingIfNeeded: state >> 24)
            }
        }
    }

    /// `raster` as a file.
    static func file(_ raster: Raster, _ format: ImageFormat = .png, quality: Int? = nil) async throws -> [UInt8] {
        try await EncodeImage(raster, output: ImageOutput(format, quality: quality)).run(in: .shared).bytes
    }
}

extension Raster {
    /// The samples of the pixel at (`x`, `y`).
    func pixel(_ x: Int, _ y: Int) -> [Int] {
        let start = y * bytesPerRow + x * layout.rawValue
        return samples[start..<start + layout.rawValue].map(Int.init)
    }

    /// The samples of the pixel at a share (0…1) of the width and height.
    func pixel(at x: Double, _ y: Double) -> [Int] {
        pixel(Int(x * Double(width)), Int(y * Double(height)))
    }
}

extension EncodedImage {
    /// Decodes it again, by the engine.
    func decoded(page: Int = 0) async throws -> Raster {
        try await DecodeImage(input: onlyFile, page: page).run(in: .reading(bytes))
    }

    /// Describes it, by the engine.
    func described() async throws -> ImageDescription {
        try await DescribeImage(input: onlyFile).run(in: .reading(bytes))
    }
}

/// Whether every sample is within `tolerance` of the wanted one.
func isNear(_ pixel: [Int], _ wanted: [Int], within tolerance: Int) -> Bool {
    pixel.count == wanted.count && zip(pixel, wanted).allSatisfy { abs($0 - $1) <= tolerance }
}

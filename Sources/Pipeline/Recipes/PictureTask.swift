/// Work on one picture as a value, so that it can be done in another process.
enum PictureTask: Codable, Sendable {
    case transform(TransformImage)
    case decode(DecodeImage)
    case describe(DescribeImage)
    /// The input is samples instead of a file.
    case encode(RasterShape, ImageResize, ImageOutput)

    /// Does it with the bytes of `source`. Throws what the work throws.
    func perform(on source: some ByteSource, _ stop: StopSignal) throws -> PictureResult {
        switch self {
        case .transform(let recipe): .image(try recipe.transform(try ImageFile(source, stop), stop))
        case .decode(let recipe): .raster(try recipe.decode(try ImageFile(source, stop), stop))
        case .describe(let recipe): .description(try recipe.describe(try ImageFile(source, stop), stop))
        case .encode(let shape, let resize, let output):
            .image(try encode(try shape.raster(from: source), resize, output, stop))
        }
    }

    private func encode(
        _ raster: Raster, _ resize: ImageResize, _ output: ImageOutput, _ stop: StopSignal
    ) throws -> EncodedImage {
        let geometry = try ImageGeometry(resize, of: PixelSize(width: raster.width, height: raster.height))
        return try EncodeImage(raster, resize: resize, output: output).encode(geometry, stop)
    }
}

/// What came of a `PictureTask`.
enum PictureResult: Sendable {
    case image(EncodedImage)
    case raster(Raster)
    case description(ImageDescription)

    /// The file. Throws `engine` when something else was asked for; so do the others.
    var image: EncodedImage {
        get throws(MediaError) { if case .image(let image) = self { image } else { throw Self.other } }
    }
    var raster: Raster {
        get throws(MediaError) { if case .raster(let raster) = self { raster } else { throw Self.other } }
    }
    var description: ImageDescription {
        get throws(MediaError) { if case .description(let text) = self { text } else { throw Self.other } }
    }

    private static let other = MediaError(.engine, "PictureResult", "the worker has done something else")
}

/// A `Raster` without its samples.
struct RasterShape: Codable, Sendable {
    var width: Int
    var height: Int
    /// A pixel's: the raw value of `Raster.Layout`.
    var samples: Int
    var dotsPerInch: Double?

    init(_ raster: Raster) {
        (width, height, samples) = (raster.width, raster.height, raster.layout.rawValue)
        dotsPerInch = raster.dotsPerInch
    }

    /// The picture whose samples `source` holds. Throws `engine` when they do not fit the shape.
    func raster(from source: some ByteSource) throws -> Raster {
        try raster { buffer in
            guard source.size == buffer.count, try source.read(into: buffer, at: 0) == buffer.count else {
                throw MediaError(.engine, "RasterShape", "the samples do not fit the picture")
            }
        }
    }

    /// The picture whose samples `fill` writes. Throws `engine` for a shape that is none, `limitExceeded`, and what `fill`
    /// throws.
    func raster(filledBy fill: (UnsafeMutableRawBufferPointer) throws -> Void) throws -> Raster {
        guard let layout = Raster.Layout(rawValue: samples) else {
            throw MediaError(.engine, "RasterShape", "no picture has \(samples) samples a pixel")
        }
        return try Raster(width: width, height: height, layout: layout, dotsPerInch: dotsPerInch) { buffer in
            try fill(UnsafeMutableRawBufferPointer(buffer))
        }
    }
}

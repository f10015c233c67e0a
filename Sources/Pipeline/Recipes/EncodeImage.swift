/// Writes a picture in memory, such as a rendered page, as an image file. Not a recipe: its input has no name.
public struct EncodeImage: Sendable {
    /// The picture.
    public var raster: Raster
    /// The wanted size.
    public var resize: ImageResize
    /// How the result is written.
    public var output: ImageOutput

    /// Makes `output` of `raster`.
    public init(_ raster: Raster, resize: ImageResize = ImageResize(), output: ImageOutput) {
        self.raster = raster
        self.resize = resize
        self.output = output
    }

    /// The file. Throws `unsupported` for a format that is not written, `limitExceeded` for a size beyond the limits.
    public func run(in engine: Engine) async throws -> EncodedImage {
        try output.check()
        let size = PixelSize(width: raster.width, height: raster.height)
        let geometry = try ImageGeometry(resize, of: size)
        try ImageLimits.checkOutput(geometry.canvas, format: output.format)
        try ImageLimits.checkOutput(geometry.scaled, format: .tiff)
        return try await engine.picture("EncodeImage") { stop in
            if let worker = engine.pictureWorker(for: StopLatency.encoding(geometry.canvas, as: output)) {
                let task = PictureTask.encode(RasterShape(raster), resize, output)
                return try worker.perform(task, on: MemoryByteSource(bytes: raster.samples), stop).image
            }
            return try encode(geometry, stop)
        }
    }

    /// The file, by this process. The sizes of `geometry` are within the limits.
    func encode(_ geometry: ImageGeometry, _ stop: StopSignal) throws -> EncodedImage {
        let picture = try Picture(raster)
        stop.watch(picture)
        var steps = PictureSteps(.upright, geometry, output, stop)
        return try steps.apply(to: picture)
            .withFields(for: output, frames: nil, frameHeight: geometry.canvas.height)
            .encoded(as: output, frameHeight: geometry.canvas.height, stop)
    }
}

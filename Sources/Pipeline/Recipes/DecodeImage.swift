/// Decodes an image: upright, in sRGB or grey, not larger than wanted.
public struct DecodeImage: Recipe, Hashable {
    /// The file.
    public var input: MediaReference
    /// The page of a document or the frame of an animation, from 0.
    public var page: Int
    /// The size that the result fits into; nil leaves the picture as it is. It is never enlarged.
    public var within: PixelSize?
    /// What is put behind transparent pixels; nil keeps them.
    public var background: ImageColour?

    /// Decodes `page` of `input`.
    public init(input: MediaReference, page: Int = 0, within: PixelSize? = nil, background: ImageColour? = nil) {
        self.input = input
        self.page = page
        self.within = within
        self.background = background
    }

    /// The pixels. Throws as `TransformImage` does. `dotsPerInch` is the source's, by how much the picture was scaled.
    public func run(in engine: Engine) async throws -> Raster {
        let source = try await engine.library.source(for: input)
        return try await engine.picture("DecodeImage") { stop in
            let file = try ImageFile(source, stop, keepingIn: engine.pictures)
            if let worker = engine.pictureWorker(for: StopLatency.decoding(file.header)) {
                return try worker.perform(.decode(self), on: source, stop).raster
            }
            return try decode(file, stop)
        }
    }

    /// The pixels of an opened file, decoded by this process.
    func decode(_ file: ImageFile, _ stop: StopSignal) throws -> Raster {
        let header = file.header
        let resize = ImageResize(width: within?.width, height: within?.height)
        let geometry = try ImageGeometry(resize, of: header.size)
        var steps = PictureSteps(header.orientation, geometry, ImageOutput(.png, background: background), stop)
        let wanted = header.orientation.turned(geometry.scaled)
        let picture = try steps.apply(to: try file.load(page: page, for: wanted))
        let scale = Double(geometry.scaled.width) / Double(header.size.width)
        return try picture.raster(dotsPerInch: header.dotsPerInch.map { $0 * scale }, stop)
    }
}

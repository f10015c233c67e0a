/// Resizes and converts an image: header, limits, load with shrink, then the steps of `PictureSteps`, then encode.
public struct TransformImage: Recipe, Hashable {
    /// The file.
    public var input: MediaReference
    /// The page of a document or the frame of an animation, from 0. Nil keeps an animation moving where the output can
    /// move, and is the first page otherwise.
    public var page: Int?
    /// The wanted size.
    public var resize: ImageResize
    /// How the result is written.
    public var output: ImageOutput

    /// Makes `output` of `input`.
    public init(input: MediaReference, page: Int? = nil, resize: ImageResize = ImageResize(), output: ImageOutput) {
        self.input = input
        self.page = page
        self.resize = resize
        self.output = output
    }

    /// The file. Throws `unsupported` for what is no accepted image or cannot be written, `corrupt` for one that is damaged
    /// or cut short, `limitExceeded` for one beyond `ImageLimits`, `notFound` for a page that is not there.
    public func run(in engine: Engine) async throws -> EncodedImage {
        let source = try await engine.library.source(for: input)
        try output.check()
        return try await engine.picture("TransformImage") { stop in
            let file = try ImageFile(source, stop, keepingIn: engine.pictures)
            if let worker = engine.pictureWorker(for: try latency(of: file.header)) {
                return try worker.perform(.transform(self), on: source, stop).image
            }
            return try transform(file, stop)
        }
    }

    private func latency(of header: ImageHeader) throws -> Duration {
        let geometry = try ImageGeometry(resize, of: header.size)
        return max(StopLatency.decoding(header), StopLatency.encoding(geometry.canvas, as: output))
    }

    /// The file made of an opened one, by this process.
    func transform(_ file: ImageFile, _ stop: StopSignal) throws -> EncodedImage {
        let header = file.header
        let geometry = try ImageGeometry(resize, of: header.size)
        let isMoving = header.isAnimated && output.format.keepsAnimation && page == nil
        try ImageLimits.checkOutput(geometry.canvas, format: output.format)
        try ImageLimits.checkOutput(geometry.scaled, format: .tiff)
        if isMoving { try ImageLimits.checkAnimation(frames: header.pages, of: geometry.canvas) }

        var steps = PictureSteps(header.orientation, geometry, output, stop)
        let wanted = header.orientation.turned(geometry.scaled)
        let loaded = isMoving ? try file.load(page: nil) : try file.load(page: page ?? 0, for: wanted)
        let picture =
            isMoving
            ? try loaded.eachFrame(height: header.storedHeight) { try steps.apply(to: $0) }
            : try steps.apply(to: loaded)
        return
            try picture
            .withFields(for: output, frames: isMoving ? header : nil, frameHeight: geometry.canvas.height)
            .encoded(as: output, frameHeight: geometry.canvas.height, stop)
    }
}

/// Tells what an image file is: the header, and a placeholder for which the picture is decoded in a tiny size. A file that
/// cannot be decoded is refused.
public struct DescribeImage: Recipe, Hashable {
    /// The file.
    public var input: MediaReference

    /// The picture that the placeholder is made from fits into this.
    private static let sketch = PixelSize(width: 32, height: 32)

    /// Describes `input`.
    public init(input: MediaReference) { self.input = input }

    /// The description. Throws as `TransformImage` does.
    public func run(in engine: Engine) async throws -> ImageDescription {
        let source = try await engine.library.source(for: input)
        return try await engine.picture("DescribeImage") { stop in
            let file = try ImageFile(source, stop, keepingIn: engine.pictures)
            if let worker = engine.pictureWorker(for: StopLatency.decoding(file.header)) {
                return try worker.perform(.describe(self), on: source, stop).description
            }
            return try describe(file, stop)
        }
    }

    /// The description of an opened file, by this process.
    func describe(_ file: ImageFile, _ stop: StopSignal) throws -> ImageDescription {
        let sketch = DecodeImage(input: input, within: Self.sketch, background: .white)
        return ImageDescription(file.header, blurHash: BlurHash.encode(try sketch.decode(file, stop)))
    }
}

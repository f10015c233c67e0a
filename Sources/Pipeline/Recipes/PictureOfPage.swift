/// Draws one page of a document and writes it as an image file.
public struct PictureOfPage: Recipe, Hashable {
    /// What is drawn.
    public var page: RenderPage
    /// The size of the result.
    public var resize: ImageResize
    /// How the result is written.
    public var output: ImageOutput

    /// Makes `output` of `page`.
    public init(_ page: RenderPage, resize: ImageResize = ImageResize(), output: ImageOutput) {
        self.page = page
        self.resize = resize
        self.output = output
    }

    /// The file. Throws what `RenderPage` and `EncodeImage` throw.
    public func run(in engine: Engine) async throws -> EncodedImage {
        try output.check()
        let raster = try await page.run(in: engine)
        return try await EncodeImage(raster, resize: resize, output: output).run(in: engine)
    }
}

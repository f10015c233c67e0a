/// Draws one page of a document, or a part of it.
public struct RenderPage: Recipe, Hashable {
    /// How many pixels the picture is to have.
    public enum Size: Codable, Sendable, Hashable {
        /// So many to the inch.
        case dotsPerInch(Double)
        /// So many across.
        case width(Int)
    }

    /// The document.
    public var input: MediaReference
    /// The page, from 1.
    public var page: Int
    /// The size; fewer pixels than asked for come out where there would be more than the engine draws.
    public var size: Size
    /// Grey or colours.
    public var isGrey: Bool
    /// The part to draw; nil draws all.
    public var region: PageBox?
    /// What is painted over in white.
    public var covering: [PageBox]
    /// The password of its owner or its user, if it is encrypted.
    public var password: String?

    /// Draws `page` of `input`.
    public init(
        input: MediaReference, page: Int = 1, size: Size = .dotsPerInch(300), isGrey: Bool = false,
        region: PageBox? = nil, covering: [PageBox] = [], password: String? = nil
    ) {
        self.input = input
        self.page = page
        self.size = size
        self.isGrey = isGrey
        self.region = region
        self.covering = covering
        self.password = password
    }

    /// The picture, on white. Throws `notFound` when there is no such page, `invalidRequest` for a size that is none, and
    /// what opening the document throws.
    public func run(in engine: Engine) async throws -> Raster {
        let wanted: PageRendering.Size
        switch size {
        case .dotsPerInch(let dots):
            guard DocumentLimits.resolutions.contains(dots) else {
                throw MediaError(.invalidRequest, "RenderPage", "a page is drawn at 1 to 2400 dots per inch")
            }
            wanted = .dotsPerInch(dots)
        case .width(let width):
            guard (1...MediaLimits.side).contains(width) else {
                throw MediaError(.invalidRequest, "RenderPage", "a page is drawn 1 to \(MediaLimits.side) pixels wide")
            }
            wanted = .width(width)
        }
        let source = try await engine.library.source(for: input)
        let layout: Raster.Layout = isGrey ? .grey : .rgb
        let task = PageTask.render(
            PageRendering(region: region, size: wanted, samples: layout.rawValue, covered: covering))
        return try await engine.native(within: DocumentLimits.pageTime, "RenderPage") {
            let file = try DocumentFile(source, password: password)
            guard case .raster(let raster) = try await file.worker().perform(task, page: page).get() else {
                throw MediaError(.engine, "RenderPage", "no picture was drawn")
            }
            return raster
        }
    }
}

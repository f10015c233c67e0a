/// What can be done with one page: a value, so that it can be done in another process.
enum PageTask: Codable, Sendable {
    /// Tell how large it is.
    case measure
    /// Read the text.
    case text
    /// Judge how the page is to be read.
    case judge
    /// Draw the page or a part of it.
    case render(PageRendering)
}

/// How a page is drawn.
struct PageRendering: Codable, Sendable {
    /// How many pixels there are to be.
    enum Size: Codable, Sendable {
        /// So many to the inch.
        case dotsPerInch(Double)
        /// So many across.
        case width(Int)
    }

    /// The part to draw; nil is all.
    var region: PageBox?
    /// Pixels.
    var size: Size
    /// Samples of a pixel: those of `Raster.Layout`.
    var samples: Int
    /// What is painted over.
    var covered: [PageBox] = []
    /// The dots per inch of the picture that the part consists of, where they are known. A grey rendering with fewer is
    /// drawn with these, pixel by pixel, and then reduced: Poppler would take three times as long to make it smaller.
    var ownDotsPerInch: Double?
    /// Pixels at most; the picture gets fewer to the inch where it would have more.
    var pixels = DocumentLimits.renderedPixels
}

/// What came of a `PageTask`.
enum PageResult: Sendable {
    /// In points.
    case size(width: Double, height: Double)
    case text(PageText)
    case content(PageContent)
    case raster(Raster)
}

extension Document {
    /// Does `task` with page `number`. Throws what the work throws.
    borrowing func perform(_ task: PageTask, page number: Int) throws -> PageResult {
        let page = try Page.open(number, of: self)
        switch task {
        case .measure: return .size(width: page.width, height: page.height)
        case .text: return .text(try TurnedText.completed(try page.text(), of: page))
        case .judge: return .content(try PageJudgement(page).content())
        case .render(let rendering): return .raster(try page.raster(rendering))
        }
    }
}

extension Page {
    borrowing func raster(_ rendering: PageRendering) throws -> Raster {
        let region = (rendering.region ?? box).intersection(box)
        guard region.area > 0 else {
            throw MediaError(.invalidRequest, "PageRendering", "the wanted part lies outside the page")
        }
        let wanted =
            switch rendering.size {
            case .dotsPerInch(let dots): dots
            case .width(let width): Double(width) * 72 / region.width
            }
        guard wanted.isFinite, wanted > 0, let layout = Raster.Layout(rawValue: rendering.samples) else {
            throw MediaError(.invalidRequest, "PageRendering", "a page cannot be drawn in that size")
        }
        let dots = Self.affordable(wanted, for: region, pixels: min(rendering.pixels, DocumentLimits.renderedPixels))
        if let own = rendering.ownDotsPerInch, layout == .grey, own > 1.05 * dots, own <= 4 * dots,
            Self.affordable(own, for: region, pixels: DocumentLimits.bandPixels) == own
        {
            return try raster(region, dotsPerInch: own, layout: layout, covering: rendering.covered)
                .reduced(to: dots)
        }
        return try raster(region, dotsPerInch: dots, layout: layout, covering: rendering.covered)
    }
}

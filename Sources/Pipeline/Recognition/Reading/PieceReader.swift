internal import CTesseract

/// Reads one piece of a page.
struct PieceReader {
    let page: UprightPage
    let effort: RecognitionOptions.Effort
    let stop: RecognitionStop

    /// The text of `piece`, boxes on the level page, confidences as Tesseract gives them.
    func paragraphs(of piece: TextRegion, by handle: TesseractHandle) throws -> [[RecognisedLine]] {
        try stop.check()
        let excerpt = try page.excerpt(piece)
        let place = excerpt.placement
        let read = try handle.read(
            excerpt.bitmap, mode: PSM_SINGLE_BLOCK, dotsPerInch: excerpt.dotsPerInch, stop: stop)
        var paragraphs = read.map { $0.map { $0.mappingBoxes(place.inWhole) } }
        let rereading = LineRereading(handle: handle, stop: stop)
        let merged = MergedLines(piece, lookScale: page.lookScale)
        let heights = paragraphs.joined().map(\.box.height).sorted()
        let usual = heights.isEmpty ? 0 : heights[heights.count / 2]
        for paragraph in paragraphs.indices {
            paragraphs[paragraph] = try merged.apart(
                paragraphs[paragraph], usual: usual, by: rereading, on: page.bitmap)
        }
        guard effort == .accurate else { return DirtFilter.cleaned(paragraphs) }
        let amongText = DirtFilter.isText(paragraphs)
        for paragraph in paragraphs.indices {
            for line in paragraphs[paragraph].indices {
                paragraphs[paragraph][line] = try rereading.best(
                    of: paragraphs[paragraph][line], amongText: amongText, on: page.bitmap)
            }
        }
        return DirtFilter.cleaned(paragraphs)
    }
}

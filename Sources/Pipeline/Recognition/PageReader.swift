internal import CTesseract

/// Reads one page: the steps in their order.
struct PageReader {
    let handle: TesseractHandle
    let effort: RecognitionOptions.Effort
    let stop: RecognitionStop

    /// Below this mean of Tesseract's confidences, 0…100, a page may stand on its head.
    private static let doubtful = 60.0

    /// The text of `raster`.
    func read(_ raster: Raster) throws -> RecognisedPage {
        let page = try Bitmap.grey(of: raster)
        let look = try PageLook(page)
        try stop.check()
        let even = try look.normalised(page)
        try stop.check()
        var reading = try read(even, look, quarters: look.liesSideways ? 1 : 0)
        if reading.confidence < Self.doubtful {
            let turned = try read(even, look, quarters: reading.quarters + 2)
            if turned.confidence > reading.confidence + 10 { reading = turned }
        }
        let turn = QuarterTurn(
            quarters: reading.quarters, width: Double(raster.width), height: Double(raster.height))
        return RecognisedPage(
            width: Double(raster.width), height: Double(raster.height), unit: .pixel, source: .ocr,
            rotation: reading.quarters * 90,
            blocks: reading.blocks.map { ConfidenceCalibration.calibrated($0.mappingBoxes(turn.onPage)) })
    }

    /// What comes of reading a page in one orientation.
    private struct Reading {
        var quarters: Int
        var blocks: [RecognisedBlock] = []
        var confidence: Double { blocks.flatMap { $0.lines.flatMap(\.words) }.meanConfidence ?? 0 }
    }

    private func read(_ page: borrowing Bitmap, _ look: PageLook, quarters: Int) throws -> Reading {
        var look = look
        for _ in 0..<quarters { look = look.turnedClockwise() }
        var reading = Reading(quarters: quarters % 4)
        guard let layout = PageLayout(look) else { return reading }
        let turned = try page.turnedClockwise(quarters: quarters)
        let level = try LevelPage(turned, layout.field, scale: look.scale)
        let placement = level.placement
        for region in layout.regions {
            try stop.check()
            let excerpt = try RegionExcerpt(
                level.bitmap, region, letterHeight: layout.letterHeight, lookScale: look.scale)
            let paragraphs = try paragraphs(of: excerpt, on: level.bitmap)
            reading.blocks += DirtFilter.cleaned(paragraphs).compactMap(RecognisedBlock.init(lines:)).map { block in
                block.mappingBoxes(placement.onPage)
            }
        }
        return reading
    }

    /// The text of `excerpt`, boxes on the level `page` that it was cut out of.
    private func paragraphs(
        of excerpt: borrowing RegionExcerpt, on page: borrowing Bitmap
    ) throws -> [[RecognisedLine]] {
        let place = excerpt.placement
        let read = try handle.read(
            excerpt.bitmap, mode: PSM_SINGLE_BLOCK, dotsPerInch: excerpt.dotsPerInch, stop: stop)
        var paragraphs = read.map { $0.map { $0.mappingBoxes(place.inWhole) } }
        guard effort == .accurate else { return paragraphs }
        let rereading = LineRereading(handle: handle, stop: stop)
        for paragraph in paragraphs.indices {
            for line in paragraphs[paragraph].indices {
                paragraphs[paragraph][line] = try rereading.best(of: paragraphs[paragraph][line], on: page)
            }
        }
        return paragraphs
    }
}

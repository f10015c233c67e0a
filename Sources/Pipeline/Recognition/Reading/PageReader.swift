/// Reads one page: the steps in their order.
struct PageReader {
    let crew: RecognitionCrew
    let effort: RecognitionOptions.Effort
    let stop: RecognitionStop

    /// Below this mean of Tesseract's confidences, 0…100, a page may stand on its head.
    private static let doubtful = 60.0

    /// The text of `raster`.
    func read(_ raster: Raster) async throws -> RecognisedPage {
        let page = try Bitmap.grey(of: raster)
        let look = try PageLook(page)
        try stop.check()
        let even = try look.normalised(page)
        try stop.check()
        var reading = try await read(UprightPage(even, look, quarters: look.liesSideways ? 1 : 0))
        reading.quarters = look.liesSideways ? 1 : 0
        if reading.confidence < Self.doubtful {
            var turned = try await read(UprightPage(even, look, quarters: reading.quarters + 2))
            turned.quarters = reading.quarters + 2
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
        var quarters = 0
        var blocks: [RecognisedBlock] = []
        var confidence: Double { blocks.flatMap { $0.lines.flatMap(\.words) }.meanConfidence ?? 0 }
    }

    private func read(_ page: UprightPage?) async throws -> Reading {
        guard let page else { return Reading() }
        let reader = PieceReader(page: page, effort: effort, stop: stop)
        let texts = try await crew.map(page.pieces) { piece, handle in try reader.paragraphs(of: piece, by: handle) }
        var paragraphs: [[RecognisedLine]] = []
        for (piece, var text) in zip(page.pieces, texts) {
            text.removeAll(where: \.isEmpty)
            if piece.continuesParagraph, !text.isEmpty, !paragraphs.isEmpty {
                paragraphs[paragraphs.count - 1] += text.removeFirst()
            }
            paragraphs += text
        }
        return Reading(
            blocks: paragraphs.compactMap(RecognisedBlock.init(lines:)).map { $0.mappingBoxes(page.placement.onPage) })
    }
}

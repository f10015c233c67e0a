internal import CTesseract

/// Reads one page: the steps in their order.
struct PageReader {
    let handle: TesseractHandle
    let effort: RecognitionOptions.Effort
    let stop: RecognitionStop

    /// The text of `raster`.
    func read(_ raster: Raster) throws -> RecognisedPage {
        let page = try Bitmap.grey(of: raster)
        let paragraphs = try handle.read(page, mode: PSM_AUTO, dotsPerInch: 300, stop: stop)
        return RecognisedPage(
            width: Double(raster.width), height: Double(raster.height), unit: .pixel, source: .ocr,
            blocks: paragraphs.compactMap(RecognisedBlock.init(lines:)))
    }
}

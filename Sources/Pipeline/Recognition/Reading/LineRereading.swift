internal import CTesseract

/// Reads single lines again that came out badly, each cut out of the level page and smoothed; the reading that the
/// recogniser trusts more is kept.
struct LineRereading {
    let handle: TesseractHandle
    let stop: RecognitionStop

    /// Lines whose mean of Tesseract's confidences, 0…100, is less are read again, unless there is no text.
    private static let doubtful = 85.0
    /// By how much the second reading must be trusted more.
    private static let gain = 3.0
    /// The height that a line is scaled to, pixels.
    private static let height = 60.0

    /// The better reading of `line`, whose boxes are in pixels of `page`. `amongText` says that it stands in text that is
    /// trusted: then it is read again however little of it is.
    func best(of line: RecognisedLine, amongText: Bool, on page: borrowing Bitmap) throws -> RecognisedLine {
        guard let confidence = line.confidence, confidence < Self.doubtful, amongText || !DirtFilter.isNoise(line),
            let again = try reading(of: line.box, on: page), let trust = again.confidence,
            trust > confidence + Self.gain, 10 * again.text.count >= 7 * line.text.count
        else { return line }
        return again
    }

    /// What stands in `box` of `page` when it is read as one line of its own; nil when nothing does.
    func reading(of box: PageBox, on page: borrowing Bitmap) throws -> RecognisedLine? {
        let margin = box.height * 0.25
        let left = max(0, Int(box.x - 2 * margin))
        let top = max(0, Int(box.y - margin))
        let right = min(page.width, Int(box.maxX + 2 * margin))
        let bottom = min(page.height, Int(box.maxY + margin))
        guard right - left >= 8, bottom - top >= 8 else { return nil }
        let strip = try page.clipped(x: left, y: top, width: right - left, height: bottom - top)
        let scale = Self.height / Double(strip.height)
        let smooth = try strip.scaled(by: scale).smoothed()
        let words = try handle.read(smooth, mode: PSM_SINGLE_LINE, dotsPerInch: 300, stop: stop)
            .joined().flatMap(\.words)
        let placement = ExcerptPlacement(left: Double(left), top: Double(top), scale: scale)
        return RecognisedLine(words: words)?.mappingBoxes(placement.inWhole)
    }
}

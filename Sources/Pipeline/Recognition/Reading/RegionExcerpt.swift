internal import CTesseract

/// A region of a level page, cut out and scaled so that its letters have the size that the recogniser likes.
struct RegionExcerpt: ~Copyable {
    /// The picture to read.
    let bitmap: Bitmap
    /// What to tell the recogniser, whose thresholds are in points.
    let dotsPerInch: Int
    /// Where it lies on the level page.
    let placement: ExcerptPlacement

    /// The height of letters that the recogniser is given, pixels.
    private static let letterHeight = 24.0

    /// Cuts `region` out of `page`, of which the look that it was found in was `lookScale` times as large.
    init(
        _ page: borrowing Bitmap, _ region: TextRegion, letterHeight: Int, lookScale: Double
    ) throws(MediaError) {
        let margin = Double(letterHeight)
        let left = max(0, Int((Double(region.box.x) - margin) / lookScale))
        let top = max(0, Int((Double(region.box.y) - (region.isCutAbove ? 0 : margin)) / lookScale))
        let right = min(page.width, Int((Double(region.box.right) + margin) / lookScale))
        let bottom = min(page.height, Int((Double(region.box.bottom) + (region.isCutBelow ? 0 : margin)) / lookScale))
        let clipped = try page.clipped(x: left, y: top, width: right - left, height: bottom - top)
        let letter = Double(letterHeight) / lookScale
        var scale = min(3, Self.letterHeight / letter)
        if (0.8...1.25).contains(scale) { scale = 1 }
        let pixels = Double(clipped.width) * Double(clipped.height)
        scale = min(scale, (Double(RecognitionLimits.readPixels) / max(1, pixels)).squareRoot())
        bitmap = try clipped.scaled(by: scale)
        // Letters of 11 points are 28 pixels high at 300 dots per inch.
        dotsPerInch = Int(min(2400, max(70, 300 * letter * scale / 28)))
        placement = ExcerptPlacement(left: Double(left), top: Double(top), scale: scale)
    }
}

/// From pixels of an excerpt to pixels of what it was cut out of.
struct ExcerptPlacement: Sendable {
    let left: Double
    let top: Double
    let scale: Double

    /// Where `box` of the excerpt lies in the whole.
    func inWhole(_ box: PageBox) -> PageBox {
        PageBox(
            x: left + box.x / scale, y: top + box.y / scale, width: box.width / scale, height: box.height / scale)
    }
}

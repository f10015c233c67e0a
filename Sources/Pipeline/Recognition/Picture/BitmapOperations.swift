internal import CTesseract

extension Bitmap {
    /// The level that `evened` gives the paper.
    static let paper: Int32 = 200

    /// Smaller by averaging, larger by interpolation.
    func scaled(by factor: Double) throws(MediaError) -> Bitmap {
        let factor = Float(factor)
        if abs(factor - 1) < 0.001 { return try Bitmap(pixClone(handle), "pixClone") }
        if factor < 0.7 { return try Bitmap(pixScaleAreaMap(handle, factor, factor), "pixScaleAreaMap") }
        return try Bitmap(pixScaleGrayLI(handle, factor, factor), "pixScaleGrayLI")
    }

    /// The same with paper of one brightness everywhere: what is wider than `reach` pixels in both directions counts as
    /// paper, shaded or dark as it may be. Where it is so dark that only grain is left (what lies beside the page, the
    /// gutter of a book), there is blank paper in the result.
    func evened(reach: Int) throws(MediaError) -> Bitmap {
        let reduction = Int32(max(2, min(16, reach / 15)))
        guard width >= 2 * reach, height >= 2 * reach else { return try Bitmap(pixClone(handle), "pixClone") }
        let size = Int32(reach) / reduction | 1
        var map: UnsafeMutablePointer<Pix>?
        let status = pixGetBackgroundGrayMapMorph(handle, nil, reduction, size, &map)
        // A page that is black throughout has no paper.
        guard status == 0, map != nil else { return try Bitmap(pixClone(handle), "pixClone") }
        let paper = try Bitmap(map, "pixGetBackgroundGrayMapMorph")
        let inverse = try Bitmap(pixGetInvBackgroundMap(paper.handle, Self.paper, 0, 0), "pixGetInvBackgroundMap")
        let even = try Bitmap(
            pixApplyInvBackgroundGrayMap(handle, inverse.handle, reduction, reduction), "pixApplyInvBackgroundGrayMap")
        var bright: UInt32 = 0
        guard pixGetRankValue(paper.handle, 1, 0.9, &bright) == 0 else { return even }
        let dark = try Bitmap(pixThresholdToBinary(paper.handle, Int32(bright / 4)), "pixThresholdToBinary")
        let mask = try Bitmap(pixExpandReplicate(dark.handle, reduction), "pixExpandReplicate")
        pixSetMasked(even.handle, mask.handle, UInt32(Self.paper))
        return even
    }

    /// Ink and paper, told apart by the mean and the deviation around each pixel (Sauvola and Pietikäinen 2000), within
    /// `reach` pixels; a faint letter on paper of its own brightness is ink as well as a black one.
    func ink(reach: Int) throws(MediaError) -> Bitmap {
        let reach = min(reach, (min(width, height) - 3) / 2)
        guard reach >= 2 else { return try Bitmap(pixThresholdToBinary(handle, 128), "pixThresholdToBinary") }
        var ink: UnsafeMutablePointer<Pix>?
        let status = pixSauvolaBinarizeTiled(handle, Int32(reach), 0.2, 1, 1, nil, &ink)
        guard status == 0 else { throw MediaError(.engine, "pixSauvolaBinarizeTiled", "status \(status)") }
        return try Bitmap(ink, "pixSauvolaBinarizeTiled")
    }

    /// The boxes of the connected parts of an ink bitmap, the `limit` tallest when there are more.
    func components(limit: Int) throws(MediaError) -> [Component] {
        var boxes = pixConnCompBB(handle, 8)
        defer { boxaDestroy(&boxes) }
        guard let boxes else { return [] }
        let components = (0..<boxaGetCount(boxes)).compactMap { index -> Component? in
            var (x, y, width, height): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
            guard boxaGetBoxGeometry(boxes, index, &x, &y, &width, &height) == 0 else { return nil }
            return Component(x: Int(x), y: Int(y), width: Int(width), height: Int(height))
        }
        guard components.count > limit else { return components }
        return Array(components.sorted { $0.height > $1.height }.prefix(limit))
    }

    /// The part from (`x`, `y`).
    func clipped(x: Int, y: Int, width: Int, height: Int) throws(MediaError) -> Bitmap {
        var box = boxCreate(Int32(x), Int32(y), Int32(max(1, width)), Int32(max(1, height)))
        defer { boxDestroy(&box) }
        return try Bitmap(pixClipRectangle(handle, box, nil), "pixClipRectangle")
    }

    /// The same turned clockwise by quarters.
    func turnedClockwise(quarters: Int) throws(MediaError) -> Bitmap {
        try Bitmap(pixRotateOrth(handle, Int32(quarters % 4)), "pixRotateOrth")
    }

    /// Light for dark.
    func inverted() throws(MediaError) -> Bitmap { try Bitmap(pixInvert(nil, handle), "pixInvert") }

    /// Each pixel at the level that `levels`, 256 of them, has in the place of its own.
    func levelled(_ levels: [UInt8]) throws(MediaError) -> Bitmap {
        var numbers = numaCreate(256)
        defer { numaDestroy(&numbers) }
        for level in levels { numaAddNumber(numbers, Float(level)) }
        let copy = try Bitmap(pixCopy(nil, handle), "pixCopy")
        guard pixTRCMap(copy.handle, nil, numbers) == 0 else { throw MediaError(.engine, "pixTRCMap", "no result") }
        return copy
    }

    /// Each pixel the mean of the nine around it, which takes the edge off grain and dots.
    func smoothed() throws(MediaError) -> Bitmap {
        try Bitmap(pixBlockconvGray(handle, nil, 1, 1), "pixBlockconvGray")
    }
}

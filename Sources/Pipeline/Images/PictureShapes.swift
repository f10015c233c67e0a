internal import CVips

/// Steps that change how many pixels there are.
extension Picture {
    /// Scaled to exactly `size`. Colours are weighted by how opaque they are, so that what cannot be seen does not bleed.
    func resized(to size: PixelSize) throws(MediaError) -> Picture {
        guard size.width != width || size.height != height else { return self }
        guard hasAlpha else { return try scaled(to: size) }
        let original = format
        return try applying("premultiply")
            .cast(to: original)
            .scaled(to: size)
            .applying("unpremultiply")
            .cast(to: original)
    }

    private func scaled(to size: PixelSize) throws(MediaError) -> Picture {
        let smaller = PixelSize(width: min(width, size.width), height: min(height, size.height))
        if smaller.width < width || smaller.height < height, PictureReduction.isPossible(self) {
            return try PictureReduction.picture(of: self, in: smaller).scaled(to: size)
        }
        guard width != size.width || height != size.height else { return self }
        return try applying("resize") {
            $0.set("scale", Double(size.width) / Double(width))
            $0.set("vscale", Double(size.height) / Double(height))
        }
    }

    private func cast(to format: VipsBandFormat) throws(MediaError) -> Picture {
        try applying("cast") { $0.set("format", format.rawValue) }
    }

    /// The part of `size` whose left upper corner is at (`left`, `top`).
    func cropped(left: Int, top: Int, to size: PixelSize) throws(MediaError) -> Picture {
        try applying("extract_area", input: "input") {
            $0.set("left", left)
            $0.set("top", top)
            $0.set("width", size.width)
            $0.set("height", size.height)
        }
    }

    /// Where the part of `size` begins in which most is to be seen. Looks at all pixels: they must be in memory.
    func mostInteresting(_ size: PixelSize, byEntropy: Bool) throws(MediaError) -> (left: Int, top: Int) {
        let part = try applying("smartcrop", input: "input") {
            $0.set("width", size.width)
            $0.set("height", size.height)
            $0.set("interesting", byEntropy ? VIPS_INTERESTING_ENTROPY.rawValue : VIPS_INTERESTING_ATTENTION.rawValue)
        }
        // A part remembers where the corner of the whole lies, seen from its own.
        return (-Int(vips_image_get_xoffset(part.handle)), -Int(vips_image_get_yoffset(part.handle)))
    }

    /// In the middle of `size` with the corner at (`left`, `top`), `pixel` around it.
    func padded(left: Int, top: Int, to size: PixelSize, with pixel: [Double]) throws(MediaError) -> Picture {
        try applying("embed") {
            $0.set("x", left)
            $0.set("y", top)
            $0.set("width", size.width)
            $0.set("height", size.height)
            $0.set("extend", VIPS_EXTEND_BACKGROUND.rawValue)
            $0.set("background", pixel)
        }
    }

    /// The frames of `height` rows each that lie one below the other, changed by `change` one by one and put together
    /// again. Nothing of a frame reaches its neighbours.
    func eachFrame(height: Int, _ change: (Picture) throws -> Picture) throws -> Picture {
        let count = self.height / height
        guard count > 1 else { return try change(self) }
        let size = PixelSize(width: width, height: height)
        let frames = try (0..<count).map { try change(cropped(left: 0, top: $0 * height, to: size)) }
        let join = try Operation("arrayjoin")
        join.set("in", frames)
        join.set("across", 1)
        try join.run()
        return try join.picture()
    }
}

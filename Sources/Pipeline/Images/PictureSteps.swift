/// The way from decoded pixels to those that are written, as a list of steps.
struct PictureSteps {
    /// How the decoded pixels have to be turned.
    let orientation: Orientation
    /// The sizes.
    let geometry: ImageGeometry
    /// What the picture is written as.
    let output: ImageOutput
    let stop: StopSignal
    /// Where the part to keep begins, once it was looked for: all frames of an animation keep the same part.
    private var foundCorner: (left: Int, top: Int)?

    init(_ orientation: Orientation, _ geometry: ImageGeometry, _ output: ImageOutput, _ stop: StopSignal) {
        self.orientation = orientation
        self.geometry = geometry
        self.output = output
        self.stop = stop
    }

    /// Turns and converts what is small already: scaling comes first, in the stored orientation and colours.
    mutating func apply(to picture: Picture) throws -> Picture {
        try stop.check("PictureSteps")
        var result = try picture.resized(to: orientation.turned(geometry.scaled))
        result = try orientation.apply(to: result, stop)
        result = try result.inSRGB(keepsProfile: output.keepsProfile)
        result = try cropped(result)
        result = try padded(result)
        return output.flattens ? try result.flattened(onto: output.backdrop) : result
    }

    private mutating func cropped(_ picture: Picture) throws -> Picture {
        guard geometry.isCropped else { return picture }
        var (result, corner) = (picture, geometry.corner)
        if geometry.looksForContent {
            result = try picture.inMemory(stop)
            corner =
                try foundCorner
                ?? result.mostInteresting(geometry.canvas, byEntropy: geometry.gravity == .entropy)
            foundCorner = corner
        }
        return try result.cropped(left: corner.left, top: corner.top, to: geometry.canvas)
    }

    private func padded(_ picture: Picture) throws -> Picture {
        guard geometry.isPadded else { return picture }
        let ready = try picture.readyFor(output.backdrop)
        let (left, top) = geometry.corner
        return try ready.padded(
            left: left, top: top, to: geometry.canvas, with: output.backdrop.pixel(bands: ready.bands))
    }
}

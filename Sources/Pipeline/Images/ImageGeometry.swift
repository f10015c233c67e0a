/// The numbers of one resize: first the picture is scaled, then a part of it is cut out or room is put around it.
struct ImageGeometry: Equatable {
    /// The whole picture after scaling, upright.
    let scaled: PixelSize
    /// The result. Smaller than `scaled` where something is cut off, larger where there is room around.
    let canvas: PixelSize
    /// What is kept, or where the picture stands.
    let gravity: ImageResize.Gravity

    /// What `resize` makes of an upright picture of `source`. Throws `limitExceeded` for a wanted side out of all bounds.
    init(_ resize: ImageResize, of source: PixelSize) throws(MediaError) {
        gravity = resize.gravity
        let (width, height) = (Double(source.width), Double(source.height))
        let wantedWidth = try Self.pixels(resize.width, resize.pixelRatio)
        let wantedHeight = try Self.pixels(resize.height, resize.pixelRatio)
        guard let wantedWidth, let wantedHeight else {
            // One side given: the other follows. None: nothing changes.
            let given = wantedWidth.map { $0 / width } ?? wantedHeight.map { $0 / height } ?? 1
            let factor = resize.withoutEnlargement ? min(1, given) : given
            scaled = PixelSize(rounding: width * factor, height * factor)
            canvas = scaled
            return
        }
        let (across, down) = (wantedWidth / width, wantedHeight / height)
        let most = resize.withoutEnlargement ? 1.0 : .infinity
        switch resize.fit {
        case .inside, .contain:
            let factor = min(across, down, most)
            scaled = PixelSize(rounding: width * factor, height * factor)
            canvas = resize.fit == .contain ? PixelSize(rounding: wantedWidth, wantedHeight) : scaled
        case .outside:
            let factor = min(max(across, down), most)
            scaled = PixelSize(rounding: width * factor, height * factor)
            canvas = scaled
        case .cover:
            let covering = max(across, down)
            let factor = min(covering, most)
            canvas = PixelSize(rounding: wantedWidth * factor / covering, wantedHeight * factor / covering)
            let whole = PixelSize(rounding: width * factor, height * factor)
            scaled = PixelSize(
                width: max(whole.width, canvas.width), height: max(whole.height, canvas.height))
        case .fill:
            scaled = PixelSize(rounding: width * min(across, most), height * min(down, most))
            canvas = scaled
        }
    }

    /// Whether the part to keep depends on what is to be seen.
    var looksForContent: Bool { isCropped && (gravity == .entropy || gravity == .attention) }
    /// Whether something is cut off.
    var isCropped: Bool { canvas.width < scaled.width || canvas.height < scaled.height }
    /// Whether there is room around the picture.
    var isPadded: Bool { canvas.width > scaled.width || canvas.height > scaled.height }

    /// The left upper corner of the part that is kept, in the scaled picture; or of the picture, in the canvas.
    var corner: (left: Int, top: Int) {
        let (across, down) = gravity.share
        let room = (abs(scaled.width - canvas.width), abs(scaled.height - canvas.height))
        return (Int((Double(room.0) * across).rounded(.down)), Int((Double(room.1) * down).rounded(.down)))
    }

    /// A wanted side in pixels of the output.
    private static func pixels(_ side: Int?, _ ratio: Double) throws(MediaError) -> Double? {
        guard let side else { return nil }
        guard side > 0, side <= ImageLimits.inputSide, ratio >= 0.1, ratio <= 10 else {
            throw MediaError(.limitExceeded, "ImageGeometry", "a side of \(side) × \(ratio) pixels cannot be made")
        }
        return max(1, (Double(side) * ratio).rounded())
    }
}

extension PixelSize {
    /// The nearest whole size, at least one pixel a side.
    init(rounding width: Double, _ height: Double) {
        self.init(width: max(1, Int(width.rounded())), height: max(1, Int(height.rounded())))
    }
}

extension ImageResize.Gravity {
    /// How much of the room lies to the left and above.
    fileprivate var share: (across: Double, down: Double) {
        switch self {
        case .centre, .entropy, .attention: (0.5, 0.5)
        case .north: (0.5, 0)
        case .northeast: (1, 0)
        case .east: (1, 0.5)
        case .southeast: (1, 1)
        case .south: (0.5, 1)
        case .southwest: (0, 1)
        case .west: (0, 0.5)
        case .northwest: (0, 0)
        }
    }
}

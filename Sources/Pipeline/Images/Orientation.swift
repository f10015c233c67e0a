internal import CVips

/// A width and a height in pixels.
public struct PixelSize: Codable, Hashable, Sendable {
    /// Pixels across.
    public var width: Int
    /// Pixels down.
    public var height: Int

    /// A size of `width` × `height` pixels.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }
}

/// How stored pixels have to be turned to be upright; the raw value is the tag's (Exif 2.32, 4.6.4, tag 274).
enum Orientation: Int, Sendable {
    case upright = 1
    case mirrored, upsideDown, mirroredUpsideDown, transposed, turnedRight, transversed, turnedLeft

    /// Whether width and height change places.
    var swapsSides: Bool { rawValue >= 5 }

    /// The size after turning; the same function turns back.
    func turned(_ size: PixelSize) -> PixelSize {
        swapsSides ? PixelSize(width: size.height, height: size.width) : size
    }

    /// The turn clockwise, in quarters.
    private var quarters: VipsAngle {
        switch self {
        case .upright, .mirrored: VIPS_ANGLE_D0
        case .upsideDown, .mirroredUpsideDown: VIPS_ANGLE_D180
        case .transposed, .turnedRight: VIPS_ANGLE_D90
        case .transversed, .turnedLeft: VIPS_ANGLE_D270
        }
    }

    /// Whether the turned picture is then mirrored left to right.
    private var isMirrored: Bool {
        switch self {
        case .mirrored, .mirroredUpsideDown, .transposed, .transversed: true
        default: false
        }
    }

    /// `picture` upright. Its pixels are read in another order, so it is brought into memory first.
    func apply(to picture: Picture, _ stop: StopSignal) throws -> Picture {
        var result = picture
        if quarters != VIPS_ANGLE_D0 {
            result = try result.inMemory(stop).applying("rot") { $0.set("angle", quarters.rawValue) }
        }
        if isMirrored {
            result = try result.applying("flip") { $0.set("direction", VIPS_DIRECTION_HORIZONTAL.rawValue) }
        }
        return result
    }
}

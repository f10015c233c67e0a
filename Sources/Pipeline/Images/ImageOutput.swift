/// How a finished picture is written.
public struct ImageOutput: Codable, Hashable, Sendable {
    /// The format.
    public var format: ImageFormat
    /// 1…100, where the format loses anything: 80 is what JPEG calls so, and other formats are set to look alike. Nil
    /// is 80.
    public var quality: Int?
    /// 1…10: how long to look for fewer bytes. Nil is what pays.
    public var effort: Int?
    /// Whether a coarse picture comes first (JPEG, PNG, GIF).
    public var isProgressive: Bool
    /// What is put behind transparent pixels and around the picture. Nil leaves them transparent, and is white where the
    /// format has no alpha.
    public var background: ImageColour?
    /// Whether it is kept who made the source and whose it is: `Artist` and `Copyright` of Exif. All other fields, the
    /// place above all, are dropped always.
    public var keepsCopyright: Bool
    /// Whether the ICC profile of an RGB or grey source is kept, whose samples then stay as they are instead of becoming
    /// sRGB.
    public var keepsProfile: Bool

    /// Output as `format`.
    public init(
        _ format: ImageFormat, quality: Int? = nil, effort: Int? = nil, isProgressive: Bool = false,
        background: ImageColour? = nil, keepsCopyright: Bool = false, keepsProfile: Bool = false
    ) {
        self.format = format
        self.quality = quality
        self.effort = effort
        self.isProgressive = isProgressive
        self.background = background
        self.keepsCopyright = keepsCopyright
        self.keepsProfile = keepsProfile
    }

    /// Throws `unsupported` for a format that is not written, `limitExceeded` for a setting out of its range.
    func check() throws(MediaError) {
        guard format.isWritable else {
            throw MediaError(.unsupported, "ImageOutput", "\(format.rawValue) is read but not written")
        }
        guard (1...100).contains(quality ?? 1), (1...10).contains(effort ?? 1) else {
            throw MediaError(.limitExceeded, "ImageOutput", "quality is 1…100 and effort 1…10")
        }
    }

    /// What stands behind and around the picture.
    var backdrop: ImageColour { background ?? (format.keepsAlpha ? .transparent : .white) }
    /// Whether transparent pixels are to be filled.
    var flattens: Bool { !format.keepsAlpha || background?.isOpaque == true }
}

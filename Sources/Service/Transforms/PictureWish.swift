internal import Pipeline

/// What a caller wants of a picture: the body of `transform/resize` and `transform/convert`.
struct PictureWish: Sendable {
    /// Which format the result has.
    enum Format: Equatable, Sendable {
        /// That of the source, or the next best where it is not written.
        case same
        /// What suits the picture and whoever asks.
        case automatic
        case fixed(ImageFormat)
    }

    var fileID: String
    var format: Format
    var resize = ImageResize()
    var quality: Int?
    var effort: Int?
    var isProgressive = false
    var background: ImageColour?
    var keepsCopyright = false
    var keepsProfile = false
    /// From 1; nil keeps what moves moving, and is the first page otherwise.
    var page: Int?
    /// Dots per inch of a document's page, where no size is given.
    var dotsPerInch: Double?
    var password: String?
    /// Whether the result becomes a file.
    var isStored = true

    private static let output: Set<String> = [
        "fileId", "format", "quality", "effort", "progressive", "background", "keepCopyright", "keepProfile", "page",
        "password", "store",
    ]

    /// Reads a resize. Throws `invalid_request`.
    static func resize(_ text: String?) throws -> PictureWish {
        let geometry: Set<String> = ["width", "height", "fit", "gravity", "withoutEnlargement", "dpr"]
        let fields = try JSONFields(text, known: output.union(geometry))
        var wish = try PictureWish(fields, format: .same)
        let sides = 1...16_384
        wish.resize = ImageResize(
            width: try fields.integer("width", in: sides), height: try fields.integer("height", in: sides),
            fit: try fields.choice("fit") ?? .inside, gravity: try fields.choice("gravity") ?? .centre,
            withoutEnlargement: try fields.flag("withoutEnlargement") ?? true,
            pixelRatio: try fields.number("dpr", in: 0.1...8) ?? 1)
        guard wish.resize.width != nil || wish.resize.height != nil else {
            throw JSONFields.refusal("width or height", "is needed")
        }
        return wish
    }

    /// Reads a conversion. Throws `invalid_request`.
    static func convert(_ text: String?) throws -> PictureWish {
        let fields = try JSONFields(text, known: output.union(["dpi"]))
        var wish = try PictureWish(fields, format: nil)
        wish.dotsPerInch = try fields.number("dpi", in: 10...1200)
        return wish
    }

    /// What both have. A format must be given where there is none to fall back on.
    private init(_ fields: JSONFields, format fallback: Format?) throws {
        fileID = try fields.fileID()
        switch try fields.string("format") {
        case "auto": format = .automatic
        case nil:
            guard let fallback else { throw JSONFields.refusal("format", "is missing") }
            format = fallback
        case "jpg": format = .fixed(.jpeg)
        default: format = .fixed(try fields.choice("format", of: WrittenFormat.self)?.format ?? .jpeg)
        }
        quality = try fields.integer("quality", in: 1...100)
        effort = try fields.integer("effort", in: 1...10)
        isProgressive = try fields.flag("progressive") ?? false
        background = try fields.string("background").map { text in
            guard let colour = ImageColour(text) else {
                throw JSONFields.refusal("background", "must be a colour such as #ffffff")
            }
            return colour
        }
        keepsCopyright = try fields.flag("keepCopyright") ?? false
        keepsProfile = try fields.flag("keepProfile") ?? false
        page = try fields.integer("page", in: 1...1_000_000)
        password = try fields.string("password")
        isStored = try fields.flag("store") ?? true
    }

    /// How the result is written in `format`.
    func output(as format: ImageFormat) -> ImageOutput {
        ImageOutput(
            format, quality: quality, effort: effort, isProgressive: isProgressive, background: background,
            keepsCopyright: keepsCopyright, keepsProfile: keepsProfile)
    }
}

/// The formats that can be asked for.
private struct WrittenFormat: RawRepresentable, CaseIterable {
    let format: ImageFormat

    static let allCases = ImageFormat.allCases.filter(\.isWritable).map { WrittenFormat(format: $0) }
    var rawValue: String { format.rawValue }

    init(format: ImageFormat) { self.format = format }

    init?(rawValue: String) {
        guard let format = ImageFormat(rawValue: rawValue), format.isWritable else { return nil }
        self.format = format
    }
}

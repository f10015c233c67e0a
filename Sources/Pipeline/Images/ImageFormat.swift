/// The image formats that the engine reads, told apart by their first bytes and never by a name.
///
/// SVG is refused: it is a program for a renderer, with links, styles and text, not a picture. PDF is not an image here.
public enum ImageFormat: String, Codable, Sendable, CaseIterable {
    case jpeg, png, webp, gif, tiff, heic, avif, jxl, jp2

    /// The media type.
    public var contentType: String { "image/\(rawValue)" }

    /// Whether the engine writes the format.
    public var isWritable: Bool {
        switch self {
        case .jpeg, .png, .webp, .gif, .tiff, .avif, .jxl: true
        case .heic, .jp2: false
        }
    }

    /// Whether pixels can be transparent when the engine writes it.
    public var keepsAlpha: Bool { self != .jpeg }

    /// Whether several frames can follow each other when the engine writes it.
    public var keepsAnimation: Bool { self == .gif || self == .webp }

    /// The longest side that a file of it can have, pixels.
    var longestSide: Int {
        switch self {
        case .webp: 16_383
        default: ImageLimits.outputSide
        }
    }

    /// How many first bytes `init(firstBytes:)` looks at.
    static let signatureLength = 64

    /// The format of a file by its first `signatureLength` bytes, fewer in a shorter file; nil for anything else.
    init?(firstBytes bytes: [UInt8]) {
        func has(_ signature: [UInt8], at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: signature) }
        func has(_ text: String, at offset: Int = 0) -> Bool { has(Array(text.utf8), at: offset) }
        if has([0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if has("GIF87a") || has("GIF89a") {
            self = .gif
        } else if has("RIFF"), has("WEBP", at: 8) {
            self = .webp
        } else if has([0x49, 0x49, 0x2A, 0]) || has([0x4D, 0x4D, 0, 0x2A]) || has([0x49, 0x49, 0x2B, 0])
            || has([0x4D, 0x4D, 0, 0x2B])
        {
            self = .tiff
        } else if has([0xFF, 0x0A]) || has([0, 0, 0, 12, 0x4A, 0x58, 0x4C, 0x20, 13, 10, 0x87, 10]) {
            self = .jxl
        } else if has([0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20, 13, 10, 0x87, 10]) || has([0xFF, 0x4F, 0xFF, 0x51]) {
            self = .jp2
        } else if has("ftyp", at: 4), let format = Self.heif(bytes) {
            self = format
        } else {
            return nil
        }
    }

    /// HEIC or AVIF by the brands of the `ftyp` box (ISO/IEC 23008-12, annex B; AV1 Image File Format, 6.2).
    private static func heif(_ bytes: [UInt8]) -> ImageFormat? {
        let end = min(bytes.count, bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) })
        // The major brand, a version, then the compatible brands.
        let starts = [8] + stride(from: 16, through: end - 4, by: 4)
        let brands = starts.map { String(decoding: bytes.dropFirst($0).prefix(4), as: UTF8.self) }
        if brands.contains(where: ["avif", "avis"].contains) { return .avif }
        return brands.contains(where: ["heic", "heix", "heim", "heis", "mif1"].contains) ? .heic : nil
    }

    /// The class of libvips' loaders of this format: what is let through when all others are blocked.
    var loaderClass: String {
        switch self {
        case .jpeg: "VipsForeignLoadJpeg"
        case .png: "VipsForeignLoadPng"
        case .webp: "VipsForeignLoadWebp"
        case .gif: "VipsForeignLoadNsgif"
        case .tiff: "VipsForeignLoadTiff"
        case .heic, .avif: "VipsForeignLoadHeif"
        case .jxl: "VipsForeignLoadJxl"
        case .jp2: "VipsForeignLoadJp2k"
        }
    }

    /// The operation that loads this format from a stream.
    var loader: String {
        switch self {
        case .heic, .avif: "heifload_source"
        case .jp2: "jp2kload_source"
        default: "\(rawValue)load_source"
        }
    }

    /// Whether the format counts pages or frames.
    var hasPages: Bool {
        switch self {
        case .webp, .gif, .tiff, .heic, .avif: true
        case .jpeg, .png, .jxl, .jp2: false
        }
    }

    /// Whether decoding turns the picture already, so that the Exif orientation must not be applied again.
    var isUprightWhenDecoded: Bool {
        switch self {
        case .heic, .avif, .jxl: true
        default: false
        }
    }
}

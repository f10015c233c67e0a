/// Bytes at a fixed place that give a file's type away.
struct MediaSignature: Sendable {
    let type: String
    let offset: Int
    let bytes: [UInt8]

    private init(_ type: String, _ bytes: [UInt8], at offset: Int = 0) {
        self.type = type
        self.offset = offset
        self.bytes = bytes
    }

    private init(_ type: String, _ text: String, at offset: Int = 0) {
        self.init(type, Array(text.utf8), at: offset)
    }

    /// Whether `head` has the bytes.
    func matches(_ head: [UInt8]) -> Bool {
        head.count >= offset + bytes.count && head[offset...].starts(with: bytes)
    }

    /// The signatures that need no further thought, most telling first.
    static let all: [MediaSignature] = [
        MediaSignature("image/png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
        MediaSignature("image/jpeg", [0xFF, 0xD8, 0xFF]),
        MediaSignature("image/gif", "GIF87a"), MediaSignature("image/gif", "GIF89a"),
        MediaSignature("image/tiff", [0x49, 0x49, 0x2A, 0x00]), MediaSignature("image/tiff", [0x4D, 0x4D, 0x00, 0x2A]),
        MediaSignature("image/tiff", [0x49, 0x49, 0x2B, 0x00]), MediaSignature("image/tiff", [0x4D, 0x4D, 0x00, 0x2B]),
        MediaSignature("image/jp2", [0, 0, 0, 0x0C, 0x6A, 0x50, 0x20, 0x20, 0x0D, 0x0A, 0x87, 0x0A]),
        MediaSignature("image/jp2", [0xFF, 0x4F, 0xFF, 0x51]),
        MediaSignature("image/jxl", [0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20, 0x0D, 0x0A, 0x87, 0x0A]),
        MediaSignature("image/jxl", [0xFF, 0x0A]),
        MediaSignature("application/pdf", "%PDF-"),
        MediaSignature("video/x-flv", "FLV\u{1}"),
        MediaSignature("video/x-ms-asf", [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]),
        MediaSignature("video/mpeg", [0, 0, 1, 0xBA]), MediaSignature("video/mpeg", [0, 0, 1, 0xB3]),
        MediaSignature("audio/flac", "fLaC"), MediaSignature("audio/amr", "#!AMR"),
        MediaSignature("audio/mpeg", "ID3"), MediaSignature("audio/x-caf", "caff"),
        MediaSignature("application/zip", "PK\u{3}\u{4}"), MediaSignature("application/zip", "PK\u{5}\u{6}"),
        MediaSignature("application/gzip", [0x1F, 0x8B, 0x08]),
        MediaSignature("application/x-7z-compressed", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
        MediaSignature("application/vnd.rar", "Rar!\u{1A}\u{7}"),
        MediaSignature("application/x-executable", [0x7F, 0x45, 0x4C, 0x46]),
    ]
}

import Testing

@testable import Service

@Suite struct ContentSnifferTests {
    private static func box(_ brand: String, _ compatible: [String] = []) -> [UInt8] {
        let brands = compatible.flatMap { Array($0.utf8) }
        return [0, 0, 0, UInt8(16 + brands.count)] + Array("ftyp\(brand)".utf8) + [0, 0, 0, 0] + brands
    }

    private static func packets(_ size: Int, from first: Int) -> [UInt8] {
        (0..<size * 4).map { $0 % size == first ? 0x47 : 0 }
    }

    private static let known: [(String, [UInt8])] = [
        ("video/mp4", box("isom", ["avc1"])), ("video/mp4", box("mp42")), ("video/mp4", box("iso6")),
        ("video/quicktime", box("qt  ")), ("video/quicktime", [0, 0, 0, 8] + Array("wide".utf8) + [0, 0, 0, 0]),
        ("audio/mp4", box("M4A ")), ("image/avif", box("avif")), ("image/avif", box("mif1", ["avif"])),
        ("image/heic", box("heic", ["mif1"])), ("image/heic", box("mif1", ["heic"])),
        ("video/webm", [0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x82, 0x84] + Array("webm".utf8)),
        ("video/x-matroska", [0x1A, 0x45, 0xDF, 0xA3, 0xA3, 0x42, 0x82, 0x88] + Array("matroska".utf8)),
        ("video/mp2t", packets(188, from: 0)), ("video/mp2t", packets(192, from: 4)),
        ("video/x-flv", Array("FLV\u{1}\u{5}".utf8)), ("video/mpeg", [0, 0, 1, 0xBA, 0x44]),
        ("video/x-msvideo", Array("RIFF\0\0\0\0AVI LIST".utf8)), ("audio/wav", Array("RIFF\0\0\0\0WAVEfmt ".utf8)),
        ("image/webp", Array("RIFF\0\0\0\0WEBPVP8 ".utf8)), ("audio/ogg", Array("OggS\0\u{2}......OpusHead".utf8)),
        ("video/ogg", Array("OggS\0\u{2}......\u{80}theora".utf8)), ("audio/mpeg", Array("ID3\u{4}".utf8)),
        ("audio/mpeg", [0xFF, 0xFB, 0x90, 0x00]), ("audio/aac", [0xFF, 0xF1, 0x50, 0x80]),
        ("audio/flac", Array("fLaC\0".utf8)), ("image/jpeg", [0xFF, 0xD8, 0xFF, 0xE0]),
        ("image/png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), ("image/gif", Array("GIF89a".utf8)),
        ("image/tiff", [0x49, 0x49, 0x2A, 0x00]), ("image/tiff", [0x4D, 0x4D, 0x00, 0x2A]),
        ("image/jxl", [0xFF, 0x0A]),
        ("image/jp2", [0, 0, 0, 0x0C, 0x6A, 0x50, 0x20, 0x20, 0x0D, 0x0A, 0x87, 0x0A]),
        ("image/bmp", [0x42, 0x4D] + Array(repeating: 0, count: 24)), ("application/pdf", Array("%PDF-1.7".utf8)),
        ("application/zip", [0x50, 0x4B, 3, 4]), ("text/plain", Array("#EXTM3U\n".utf8)),
        ("text/plain", Array("été".utf8)), ("text/plain", Array(String(repeating: "é", count: 10).utf8.dropLast())),
        ("text/html", Array("\n <!DOCTYPE html><p>".utf8)), ("text/html", Array("<script>alert(1)".utf8)),
        ("image/svg+xml", Array("<?xml version=\"1.0\"?><svg xmlns=\"\">".utf8)),
        ("application/xml", Array("<?xml version=\"1.0\"?><a/>".utf8)),
        ("application/octet-stream", []), ("application/octet-stream", [0]),
        ("application/octet-stream", [0, 1, 2, 3]),
        ("application/octet-stream", Array("RIFF\0\0\0\0".utf8)),
        ("application/octet-stream", [0xFF, 0xE0, 0xFF, 0xFF]),
    ]

    @Test(arguments: known)
    func `the first bytes give the type away`(type: String, head: [UInt8]) {
        #expect(ContentSniffer.type(of: head) == type)
    }

    @Test func `a head cut anywhere is never a crash`() {
        for (_, head) in Self.known {
            for count in 0...head.count { _ = ContentSniffer.type(of: Array(head.prefix(count))) }
        }
    }

    private static let mp4 = box("isom")
    private static let text = Array("hello".utf8)
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    @Test(
        arguments: [
            (mp4, nil, "a.mp4", "video/mp4"), (mp4, "video/mp4", "a", "video/mp4"),
            (mp4, "application/octet-stream", "a.bin", "video/mp4"), (mp4, "video/quicktime", "a.mov", "video/mp4"),
            (mp4, "audio/mp4", "a.m4a", "video/mp4"), (png, "image/png", "a.png", "image/png"),
            (png, nil, "a.jpg", "image/png"), (text, "text/csv", "a.csv", "text/csv"),
            (text, "application/json", "a.json", "application/json"), (text, nil, "a.ts", "text/plain"),
            (text, "application/x-unheard-of", "a", "text/plain"),
            ([0, 1, 2], "application/x-unheard-of", "a", "application/octet-stream"),
            (
                [0x50, 0x4B, 3, 4], "application/vnd.oasis.opendocument.text", "a.odt",
                "application/vnd.oasis.opendocument.text"
            ),
        ] as [([UInt8], String?, String, String)])
    func `a type that agrees with the bytes is taken`(head: [UInt8], declared: String?, name: String, type: String)
        throws
    {
        #expect(try ContentTypePolicy(allowed: ["*/*"]).type(of: head, declared: declared, filename: name) == type)
    }

    @Test(
        arguments: [
            (text, "video/mp4", "a"), (text, "image/png", "a"), (text, "application/pdf", "a"),
            (png, "image/jpeg", "a"),
            (png, "video/mp4", "a"), (mp4, "image/png", "a"), (mp4, "text/plain", "a"), ([0, 1, 2], "video/mp4", "a"),
            (text, nil, "a.mp4"), ([0, 1, 2], "application/octet-stream", "a.MOV"), (text, nil, "a.png"),
            (png, nil, "a.mp3"),
            (mp4, nil, "a.jpg"),
        ] as [([UInt8], String?, String)])
    func `a type that contradicts the bytes is refused`(head: [UInt8], declared: String?, name: String) {
        let error = #expect(throws: ServiceError.self) {
            try ContentTypePolicy(allowed: ["*/*"]).type(of: head, declared: declared, filename: name)
        }
        #expect(error?.code == .unsupportedMediaType)
    }

    @Test func `only allowed types are taken`() throws {
        let policy = ContentTypePolicy(allowed: ["video/*", "application/pdf"])
        #expect(try policy.type(of: Self.mp4, declared: nil, filename: "a") == "video/mp4")
        #expect(throws: ServiceError.self) { try policy.type(of: Self.png, declared: nil, filename: "a") }
    }
}

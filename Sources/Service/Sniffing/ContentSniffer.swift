internal import Foundation

/// Tells a file's media type from its first bytes.
enum ContentSniffer {
    /// How many bytes of the beginning it wants to see; fewer only if the file is shorter.
    static let headSize = 4096
    /// The answer for bytes of no known kind.
    static let unknown = "application/octet-stream"

    /// The type of a file that begins with `head`.
    static func type(of head: [UInt8]) -> String {
        if let signature = MediaSignature.all.first(where: { $0.matches(head) }) { return signature.type }
        return baseMedia(head) ?? riff(head) ?? matroska(head) ?? ogg(head) ?? transportStream(head) ?? bitmap(head)
            ?? elementaryAudio(head) ?? text(head) ?? unknown
    }

    /// ISO base media and QuickTime (ISO/IEC 14496-12): a box size, then a box type.
    private static func baseMedia(_ head: [UInt8]) -> String? {
        guard head.count >= 12 else { return nil }
        switch tag(head, at: 4) {
        case "ftyp":
            let brands = [tag(head, at: 8)] + stride(from: 16, to: min(boxSize(head), head.count - 3), by: 4).map { tag(head, at: $0) }
            switch brands[0] {
            case "qt  ": return "video/quicktime"
            case "M4A ", "M4B ", "F4A ": return "audio/mp4"
            case "jp2 ", "jpx ": return "image/jp2"
            default: break
            }
            if !Set(brands).isDisjoint(with: ["avif", "avis"]) { return "image/avif" }
            if ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"].contains(brands[0]) { return "image/heic" }
            return "video/mp4"
        case "moov", "mdat", "wide", "pnot": return "video/quicktime"
        default: return nil
        }
    }

    private static func riff(_ head: [UInt8]) -> String? {
        switch (tag(head, at: 0), tag(head, at: 8)) {
        case ("RIFF", "AVI "): "video/x-msvideo"
        case ("RIFF", "WAVE"), ("RF64", "WAVE"): "audio/wav"
        case ("RIFF", "WEBP"): "image/webp"
        case ("FORM", "AIFF"), ("FORM", "AIFC"): "audio/aiff"
        default: nil
        }
    }

    /// EBML; the document type stands near the beginning in clear.
    private static func matroska(_ head: [UInt8]) -> String? {
        guard head.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) else { return nil }
        let start = head.prefix(128)
        return Data(start).range(of: Data("webm".utf8)) != nil ? "video/webm" : "video/x-matroska"
    }

    private static func ogg(_ head: [UInt8]) -> String? {
        guard head.starts(with: Array("OggS".utf8)) else { return nil }
        let start = Data(head.prefix(256))
        let isVideo = ["theora", "OVP80"].contains { start.range(of: Data($0.utf8)) != nil }
        return isVideo ? "video/ogg" : "audio/ogg"
    }

    /// Sync bytes 188 apart (192 with the timestamps of M2TS), three in a row or to the end.
    private static func transportStream(_ head: [UInt8]) -> String? {
        for (first, step) in [(0, 188), (4, 192)] where head.count > first + step {
            let places = stride(from: first, to: min(head.count, first + 4 * step), by: step)
            if places.allSatisfy({ head[$0] == 0x47 }) { return "video/mp2t" }
        }
        return nil
    }

    private static func bitmap(_ head: [UInt8]) -> String? {
        // "BM" alone is also how a text may begin: the reserved fields must be zero.
        head.count >= 26 && head.starts(with: [0x42, 0x4D]) && head[6..<10].allSatisfy { $0 == 0 } ? "image/bmp" : nil
    }

    /// MPEG audio and AAC without a container: eleven or twelve sync bits and a sound header.
    private static func elementaryAudio(_ head: [UInt8]) -> String? {
        guard head.count >= 4, head[0] == 0xFF, head[1] & 0xE0 == 0xE0 else { return nil }
        if head[1] & 0xF6 == 0xF0 { return "audio/aac" }
        let (layer, bitRate, sampleRate) = (head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3)
        return layer != 0 && bitRate != 15 && bitRate != 0 && sampleRate != 3 ? "audio/mpeg" : nil
    }

    private static func tag(_ head: [UInt8], at offset: Int) -> String {
        head.count >= offset + 4 ? String(decoding: head[offset..<offset + 4], as: Unicode.ASCII.self) : ""
    }

    private static func boxSize(_ head: [UInt8]) -> Int {
        head.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    }
}

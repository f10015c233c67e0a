/// Puts a small Exif block into a JPEG file (Exif 2.32; TIFF 6.0).
enum ExifWriter {
    /// `jpeg` with an orientation, an author, and a place at 48° 51' N.
    static func tag(_ jpeg: [UInt8], orientation: Int, copyright: String = "Somebody, 2020") -> [UInt8] {
        let text = Array(copyright.utf8) + [0]
        // The header, the first directory of three entries, the text, the directory of the place.
        let textOffset = 8 + 2 + 3 * 12 + 4
        let placeOffset = textOffset + text.count + text.count % 2
        var block: [UInt8] = Array("MM".utf8) + short(42) + long(8) + short(3)
        block += short(0x0112) + short(3) + long(1) + short(orientation) + short(0)
        block += short(0x8298) + short(2) + long(text.count) + long(textOffset)
        block += short(0x8825) + short(4) + long(1) + long(placeOffset) + long(0)
        block += text + [UInt8](repeating: 0, count: text.count % 2)
        let degreesOffset = placeOffset + 2 + 2 * 12 + 4
        block += short(2)
        block += short(1) + short(2) + long(2) + Array("N".utf8) + [0, 0, 0]
        block += short(2) + short(5) + long(3) + long(degreesOffset) + long(0)
        block += [48, 1, 51, 1, 0, 1].flatMap(long)
        let payload = Array("Exif".utf8) + [0, 0] + block
        let segment = [0xFF, 0xE1] + short(payload.count + 2) + payload
        return Array(jpeg[..<2]) + segment + Array(jpeg[2...])
    }

    private static func short(_ value: Int) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 255)] }
    private static func long(_ value: Int) -> [UInt8] { short(value >> 16) + short(value & 0xFFFF) }
}

/// The chunks of a WebP file (RFC 9649, 2.3 to 2.7).
enum WebPContainer {
    /// The flag of the `VP8X` chunk that announces Exif.
    private static let exifFlag: UInt8 = 0x08

    /// `file` without its Exif chunk, which libvips' encoder writes even when it is told to leave out all metadata.
    static func withoutExif(_ file: [UInt8]) -> [UInt8] {
        guard file.count >= 12 else { return file }
        var result = Array(file[..<12])
        var position = 12
        while position + 8 <= file.count {
            let name = file[position..<position + 4]
            let size = (0..<4).reduce(0) { $0 | Int(file[position + 4 + $1]) << (8 * $1) }
            let end = min(file.count, position + 8 + size + size % 2)
            if !name.elementsEqual("EXIF".utf8) {
                let start = result.count
                result += file[position..<end]
                if name.elementsEqual("VP8X".utf8), end > position + 8 { result[start + 8] &= ~exifFlag }
            }
            position = end
        }
        for index in 0..<4 { result[4 + index] = UInt8(truncatingIfNeeded: (result.count - 8) >> (8 * index)) }
        return result
    }
}

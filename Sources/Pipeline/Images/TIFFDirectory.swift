/// The first directory of a TIFF file (TIFF 6.0, section 2), as far as it tells which kind of picture the file holds.
struct TIFFDirectory {
    private var values: [Int: Int] = [:]

    /// Reads the directory of `source`; one that is damaged, or of a BigTIFF file, is empty.
    init(_ source: some ByteSource) {
        let header = Self.bytes(8, at: 0, of: source)
        guard header.count == 8 else { return }
        let isLittle = header[0] == 0x49
        func number(_ bytes: some Sequence<UInt8>) -> Int {
            let ordered = isLittle ? Array(bytes.reversed()) : Array(bytes)
            return ordered.reduce(0) { $0 << 8 | Int($1) }
        }
        guard number(header[2..<4]) == 42 else { return }
        let start = Int64(number(header[4..<8]))
        let count = number(Self.bytes(2, at: start, of: source))
        let entries = Self.bytes(min(count, 512) * 12, at: start + 2, of: source)
        for offset in stride(from: 0, to: entries.count - 11, by: 12) {
            let entry = entries[offset..<offset + 12]
            // A short stands in the first half of the value's four bytes.
            let isShort = number(entry[offset + 2..<offset + 4]) == 3
            values[number(entry.prefix(2))] = number(entry[offset + 8..<offset + (isShort ? 10 : 12)])
        }
    }

    /// Whether colours are stored in fewer samples than brightness, and not by JPEG: TIFF 6.0, section 21. libvips does not
    /// read such files.
    var isSubsampled: Bool {
        let (photometric, compression) = (values[262], values[259] ?? 1)
        return photometric == 6 && compression != 7
    }

    private static func bytes(_ count: Int, at offset: Int64, of source: some ByteSource) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let read = result.withUnsafeMutableBytes { buffer in
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                return (try? source.read(into: rest, at: offset + Int64(filled))) ?? 0
            }
            guard read > 0 else { return Array(result.prefix(filled)) }
            filled += read
        }
        return result
    }
}

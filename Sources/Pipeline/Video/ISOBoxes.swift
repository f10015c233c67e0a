/// The top-level boxes of an ISO base media file (ISO/IEC 14496-12, 4.2): where the payload lies.
struct ISOBoxes {
    /// The byte ranges of all `mdat` boxes, in order.
    private(set) var payload: [Range<Int64>] = []
    /// Whether packets are listed in `moof` boxes beside the payload (8.8), not in one place.
    private(set) var isFragmented = false

    /// Reads 16 bytes a box.
    init(_ source: any ByteSource) throws(MediaError) {
        var position: Int64 = 0
        var header = [UInt8](repeating: 0, count: 16)
        var count = 0
        while position + 8 <= source.size, count < MediaLimits.boxes {
            count += 1
            let received = try source.readFully(into: &header, at: position)
            guard received >= 8 else { break }
            var size = Int64(Self.bigEndian(header, at: 0, count: 4))
            var headerSize: Int64 = 8
            if size == 1, received == 16 {
                size = Int64(truncatingIfNeeded: Self.bigEndian(header, at: 8, count: 8))
                headerSize = 16
            } else if size == 0 {
                size = source.size - position
            }
            guard size >= headerSize else { break }
            let end = size > source.size - position ? source.size : position + size
            let start = min(position + headerSize, end)
            if header[4..<8].elementsEqual("mdat".utf8) { payload.append(start..<end) }
            if header[4..<8].elementsEqual("moof".utf8) { isFragmented = true }
            position = end
        }
    }

    private static func bigEndian(_ bytes: [UInt8], at start: Int, count: Int) -> UInt64 {
        bytes[start..<start + count].reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension ByteSource {
    /// Fills `bytes` from `offset`, as far as the source goes; returns how many were read.
    func readFully(into bytes: inout [UInt8], at offset: Int64) throws(MediaError) -> Int {
        let result = bytes.withUnsafeMutableBytes { buffer in
            Result { () throws(MediaError) in try readFully(into: buffer, at: offset) }
        }
        return try result.get()
    }
}

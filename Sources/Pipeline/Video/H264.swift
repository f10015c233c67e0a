/// The little of ITU-T H.264 that remuxing needs: NAL unit types (table 7-1) and the two ways of framing them.
enum H264 {
    /// `nal_unit_type`, as far as it matters here.
    enum NALType: UInt8 {
        case slice = 1
        case instantaneousRefresh = 5
        case supplementalInformation = 6
        case sequenceParameters = 7
        case pictureParameters = 8
        case accessUnitDelimiter = 9
        case filler = 12
    }

    /// Bytes of a NAL unit's length field by an `avcC` record (ISO/IEC 14496-15, 5.3.3.1); nil when the stream is framed
    /// by start codes (Annex B).
    static func lengthSize(configuration: [UInt8]) -> Int? {
        configuration.count >= 7 && configuration[0] == 1 ? Int(configuration[4] & 3) + 1 : nil
    }

    /// The parameter sets of an `avcC` record, sequence ones first. Empty when there is none or it is damaged.
    static func parameterSets(configuration: [UInt8]) -> [[UInt8]] {
        guard lengthSize(configuration: configuration) != nil else { return [] }
        var sets: [[UInt8]] = []
        var position = 6
        var counts = [Int(configuration[5] & 0x1F)]
        while let count = counts.popLast() {
            for _ in 0..<count {
                guard position + 2 <= configuration.count else { return [] }
                let size = Int(configuration[position]) << 8 | Int(configuration[position + 1])
                position += 2
                guard size > 0, position + size <= configuration.count else { return [] }
                sets.append(Array(configuration[position..<position + size]))
                position += size
            }
            // The count of picture parameter sets follows the sequence ones.
            guard counts.isEmpty, sets.allSatisfy({ $0[0] & 0x1F != NALType.pictureParameters.rawValue }),
                position < configuration.count
            else { break }
            counts = [Int(configuration[position])]
            position += 1
        }
        return sets
    }

    /// Calls `body` with each NAL unit of an access unit, header byte first, without its framing.
    static func forEachUnit(
        in bytes: UnsafeMutableRawBufferPointer, lengthSize: Int?,
        _ body: (UnsafeRawBufferPointer) -> Bool
    ) {
        if let lengthSize {
            var position = 0
            while position + lengthSize < bytes.count {
                let size = bytes[position..<position + lengthSize].reduce(0) { $0 << 8 | Int($1) }
                position += lengthSize
                guard size > 0, size <= bytes.count - position else { return }
                guard body(UnsafeRawBufferPointer(rebasing: bytes[position..<position + size])) else { return }
                position += size
            }
        } else {
            var start = nextStartCode(in: bytes, from: 0)
            while let unit = start {
                let next = nextStartCode(in: bytes, from: unit.end)
                var end = next?.start ?? bytes.count
                while end > unit.end, bytes[end - 1] == 0 { end -= 1 }  // trailing_zero_8bits
                if end > unit.end {
                    guard body(UnsafeRawBufferPointer(rebasing: bytes[unit.end..<end])) else { return }
                }
                start = next
            }
        }
    }

    /// The type of the first slice of an access unit; nil when there is none.
    static func firstSlice(in bytes: UnsafeMutableRawBufferPointer, lengthSize: Int?) -> NALType? {
        var found: NALType?
        forEachUnit(in: bytes, lengthSize: lengthSize) { unit in
            let type = NALType(rawValue: unit[0] & 0x1F)
            if type == .slice || type == .instantaneousRefresh { found = type }
            return found == nil
        }
        return found
    }

    private static func nextStartCode(
        in bytes: UnsafeMutableRawBufferPointer, from: Int
    ) -> (start: Int, end: Int)? {
        var position = from
        while position + 3 <= bytes.count {
            // The third byte decides how far to skip: most bytes are neither 0 nor 1.
            switch bytes[position + 2] {
            case 1 where bytes[position] == 0 && bytes[position + 1] == 0:
                return (position, position + 3)
            case 0: position += 1
            default: position += 3
            }
        }
        return nil
    }
}

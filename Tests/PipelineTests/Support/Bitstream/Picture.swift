/// One H.264 access unit in Annex B form, with its times.
struct Picture: Sendable {
    /// The NAL unit types of ITU-T H.264 table 7-1 that matter here.
    enum NAL {
        static let slice = 1
        static let idr = 5
        static let sei = 6
        static let sps = 7
        static let pps = 8
        static let delimiter = 9
    }

    /// Presentation time, 90 kHz.
    var pts: Int64
    /// Decoding time, 90 kHz.
    var dts: Int64
    /// The transport packet it starts in.
    var firstPacket: Int
    /// Whether the transport says that decoding may start here.
    var isRandomAccess: Bool
    /// The types of its NAL units, in order.
    var units: [Int]
    /// The sequence parameter sets it carries.
    var parameters: [SequenceParameters]
    /// The slice types (0…9, H.264 table 7-6), one for each slice.
    var slices: [Int]
    /// The elementary stream's length, bytes.
    var byteCount: Int

    /// Whether every slice belongs to an IDR picture.
    var isIDR: Bool {
        let coded = units.filter { $0 == NAL.slice || $0 == NAL.idr }
        return !coded.isEmpty && coded.allSatisfy { $0 == NAL.idr }
    }

    /// Takes an access unit apart. Throws when it is not Annex B.
    init(_ packet: ElementaryPacket) throws {
        pts = packet.pts
        dts = packet.dts
        firstPacket = packet.firstPacket
        isRandomAccess = packet.isRandomAccess
        byteCount = packet.data.count
        units = []
        parameters = []
        slices = []
        let ranges = try Self.unitRanges(packet.data)
        for range in ranges {
            let header = packet.data[range.lowerBound]
            guard header & 0x80 == 0 else { throw StreamDefect("forbidden bit of a NAL unit at PTS \(pts)") }
            let type = Int(header & 0x1F)
            units.append(type)
            switch type {
            case NAL.sps: parameters.append(try SequenceParameters(unit: Array(packet.data[range])))
            case NAL.slice, NAL.idr:
                var reader = BitReader(
                    Array(packet.data[range.lowerBound + 1..<min(range.upperBound, range.lowerBound + 9)]))
                _ = reader.unsignedCode()
                slices.append(reader.unsignedCode())
            default: break
            }
        }
    }

    /// Where the NAL units lie, without start codes and trailing zeros.
    private static func unitRanges(_ bytes: [UInt8]) throws -> [Range<Int>] {
        var starts: [(code: Int, unit: Int)] = []
        bytes.withUnsafeBufferPointer { raw in
            var zeros = 0
            for index in 0..<raw.count {
                let byte = raw[index]
                if byte == 1, zeros >= 2 { starts.append((index - zeros, index + 1)) }
                zeros = byte == 0 ? zeros + 1 : 0
            }
        }
        guard let first = starts.first, first.code == 0 else {
            throw StreamDefect("an access unit does not start with a start code")
        }
        return try starts.enumerated().map { index, start in
            let end = index + 1 < starts.count ? starts[index + 1].code : bytes.count
            guard start.unit < end else { throw StreamDefect("empty NAL unit") }
            return start.unit..<end
        }
    }
}

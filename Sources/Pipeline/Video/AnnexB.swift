/// Puts the NAL units of one picture into the form a transport stream wants (ITU-T H.264, annex B; ISO/IEC 13818-1,
/// 2.14.1): a delimiter first, parameter sets before every IDR picture, start codes in front.
struct AnnexB {
    /// Bytes of the length field in front of each unit in the input; nil when it has start codes already.
    let lengthSize: Int?
    /// Parameter sets to put before IDR pictures that bring none.
    let parameterSets: [[UInt8]]
    /// Whether supplemental information is dropped: an encoder's signature, of no use to a player.
    let dropsSupplementalInformation: Bool

    /// The access unit in `input`.
    func accessUnit(_ input: UnsafeMutableRawBufferPointer) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(input.count + 256)
        append([H264.NALType.accessUnitDelimiter.rawValue, 0xF0], to: &output)
        var needsParameterSets = !parameterSets.isEmpty
        H264.forEachUnit(in: input, lengthSize: lengthSize) { unit in
            switch H264.NALType(rawValue: unit[0] & 0x1F) {
            case .accessUnitDelimiter, .filler: return true
            case .supplementalInformation where dropsSupplementalInformation: return true
            case .sequenceParameters where !parameterSets.isEmpty, .pictureParameters where !parameterSets.isEmpty:
                return true
            case .instantaneousRefresh where needsParameterSets:
                for set in parameterSets { append(set, to: &output) }
                needsParameterSets = false
            default: break
            }
            output.append(contentsOf: [0, 0, 0, 1])
            output.append(contentsOf: unit)
            return true
        }
        return output
    }

    private func append(_ unit: [UInt8], to output: inout [UInt8]) {
        output.append(contentsOf: [0, 0, 0, 1])
        output.append(contentsOf: unit)
    }
}

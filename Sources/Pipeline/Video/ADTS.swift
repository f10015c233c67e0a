/// The header in front of each AAC frame in a transport stream (ISO/IEC 13818-7, 6.2, `adts_frame`).
enum ADTS {
    /// Samples of an AAC frame (ISO/IEC 14496-3).
    static let frameSamples: Int64 = 1024

    private static let rates: [Int32] = [
        96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350,
    ]

    /// `sampling_frequency_index` of a sample rate; nil when it has none.
    static func rateIndex(_ rate: Int32) -> UInt8? { rates.firstIndex(of: rate).map { UInt8($0) } }

    /// Whether a packet brings its own header, as those of transport streams do.
    static func isFramed(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count > headerSize && bytes[0] == 0xFF && bytes[1] & 0xF6 == 0xF0
    }

    /// Bytes of a header without checksum.
    static let headerSize = 7

    /// The header of an AAC-LC frame of `size` bytes.
    static func header(rateIndex: UInt8, channels: Int32, size: Int) -> [UInt8] {
        let (length, channels) = (size + headerSize, UInt8(truncatingIfNeeded: channels))
        return [
            0xFF, 0xF1,  // syncword, MPEG-4, no checksum
            1 << 6 | rateIndex << 2 | channels >> 2,  // profile AAC-LC
            (channels & 3) << 6 | UInt8(truncatingIfNeeded: length >> 11),
            UInt8(truncatingIfNeeded: length >> 3),
            UInt8(truncatingIfNeeded: length << 5) | 0x1F,
            0xFC,  // buffer fullness 0x7FF: variable rate; one frame
        ]
    }
}

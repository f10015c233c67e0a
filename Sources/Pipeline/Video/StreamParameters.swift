/// What a decoder has to know of a stream before its first packet: libavcodec's `AVCodecParameters` as plain values, so
/// that a stream can be decoded again without opening its container.
public struct StreamParameters: Sendable, Equatable {
    /// The stream's number in the container.
    public var number = 0
    /// libavcodec's codec id.
    public var codec: Int32 = 0
    /// The codec's usual name, such as `h264`.
    public var codecName = ""
    /// Seconds of one tick of the stream's times.
    public var timeBase = Rational(1)
    /// libavcodec's profile number, -99 when unknown.
    public var profile: Int32 = -99
    /// The codec's level number, -99 when unknown.
    public var level: Int32 = -99
    /// The pixel or sample format, -1 when unknown.
    public var format: Int32 = -1
    /// Out-of-band headers: `avcC`, `AudioSpecificConfig` and the like.
    public var extradata: [UInt8] = []
    /// Four-character code of the container.
    public var tag: UInt32 = 0
    /// Bits of a sample as stored, for PCM and the like.
    public var bitsPerCodedSample: Int32 = 0
    /// Bits of a second.
    public var bitRate: Int64 = 0
    /// Bytes of a block of an audio codec.
    public var blockAlign: Int32 = 0

    /// Stored pixels across.
    public var width: Int32 = 0
    /// Stored pixels down.
    public var height: Int32 = 0
    /// The shape of one pixel, width / height; 1 when unknown.
    public var pixelAspect = Rational(1)
    /// Mean frames per second, 0 when unknown.
    public var frameRate = Rational.zero
    /// libavutil's colour range, primaries, transfer and matrix numbers (ISO/IEC 23091-2).
    public var colour = Colour()
    /// libavcodec's field order number: 0 unknown, 1 progressive, above that interlaced.
    public var fieldOrder: UInt32 = 0

    /// Samples per second.
    public var sampleRate: Int32 = 0
    /// Audio channels.
    public var channels: Int32 = 0
    /// libavutil's channel layout mask, 0 when unknown.
    public var channelMask: UInt64 = 0
    /// Samples of one packet, 0 when it varies.
    public var frameSize: Int32 = 0

    /// How colours are coded: the code points of ISO/IEC 23091-2.
    public struct Colour: Sendable, Equatable {
        /// 1 limited, 2 full, 0 unknown.
        public var range: UInt32 = 0
        /// Colour primaries.
        public var primaries: UInt32 = 2
        /// Transfer characteristics: 16 is PQ, 18 is HLG.
        public var transfer: UInt32 = 2
        /// Matrix coefficients: 1 is BT.709.
        public var matrix: UInt32 = 2
    }

    /// Nothing known.
    public init() {}
}

extension StreamParameters {
    func write(to writer: inout CompactWriter) {
        for value in [
            Int64(number), Int64(codec), timeBase.numerator, timeBase.denominator, Int64(profile), Int64(level),
            Int64(format), Int64(tag), Int64(bitsPerCodedSample), bitRate, Int64(blockAlign), Int64(width),
            Int64(height), pixelAspect.numerator, pixelAspect.denominator, frameRate.numerator, frameRate.denominator,
            Int64(colour.range), Int64(colour.primaries), Int64(colour.transfer), Int64(colour.matrix),
            Int64(fieldOrder), Int64(sampleRate), Int64(channels), Int64(bitPattern: channelMask), Int64(frameSize),
        ] { writer.integer(value) }
        writer.text(codecName)
        writer.data(extradata)
    }

    init(from reader: inout CompactReader) throws(MediaError) {
        func int32() throws(MediaError) -> Int32 { Int32(truncatingIfNeeded: try reader.integer()) }
        func uint32() throws(MediaError) -> UInt32 { UInt32(truncatingIfNeeded: try reader.integer()) }
        func rational() throws(MediaError) -> Rational {
            let numerator = try reader.integer()
            return Rational(numerator, try reader.integer())
        }
        number = Int(try int32())
        codec = try int32()
        timeBase = try rational()
        profile = try int32()
        level = try int32()
        format = try int32()
        tag = try uint32()
        bitsPerCodedSample = try int32()
        bitRate = try reader.integer()
        blockAlign = try int32()
        width = try int32()
        height = try int32()
        pixelAspect = try rational()
        frameRate = try rational()
        colour.range = try uint32()
        colour.primaries = try uint32()
        colour.transfer = try uint32()
        colour.matrix = try uint32()
        fieldOrder = try uint32()
        sampleRate = try int32()
        channels = try int32()
        channelMask = UInt64(bitPattern: try reader.integer())
        frameSize = try int32()
        codecName = try reader.text()
        extradata = try reader.data()
    }
}

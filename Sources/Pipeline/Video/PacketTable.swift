/// The packets of one stream in decode order, column by column.
public struct PacketTable: Sendable, Equatable {
    /// What is known of a packet beyond its numbers.
    public struct Flags: OptionSet, Sendable {
        /// The bits as stored.
        public let rawValue: UInt8
        /// Flags from stored bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// Decoding may start here (the container or the bitstream says so).
        public static let key = Flags(rawValue: 1)
        /// An H.264 IDR picture: nothing after it refers to anything before it.
        public static let instantaneousRefresh = Flags(rawValue: 2)
        /// Needed for decoding others but not shown (an edit list starts after it).
        public static let hidden = Flags(rawValue: 4)
    }

    /// Presentation times in ticks of the stream's time base.
    public var presentationTimes: [Int64] = []
    /// Decode times in the same ticks.
    public var decodeTimes: [Int64] = []
    /// Where each packet starts in the file, bytes; -1 where the container does not say.
    public var offsets: [Int64] = []
    /// Bytes of each packet.
    public var sizes: [Int32] = []
    /// Flags of each packet.
    public var flags: [Flags] = []

    /// An empty table.
    public init() {}

    /// How many packets there are.
    public var count: Int { presentationTimes.count }

    /// Makes room for `count` packets.
    mutating func reserve(_ count: Int) {
        presentationTimes.reserveCapacity(count)
        decodeTimes.reserveCapacity(count)
        offsets.reserveCapacity(count)
        sizes.reserveCapacity(count)
        flags.reserveCapacity(count)
    }

    mutating func append(presentation: Int64, decode: Int64, offset: Int64, size: Int32, flags: Flags) {
        presentationTimes.append(presentation)
        decodeTimes.append(decode)
        offsets.append(offset)
        sizes.append(size)
        self.flags.append(flags)
    }
}

extension PacketTable {
    func write(to writer: inout CompactWriter) {
        writer.integer(Int64(count))
        writer.curve(presentationTimes)
        writer.curve(decodeTimes)
        // Where packets lie back to back the gap is zero; where streams are interleaved it is the other's size.
        var end: Int64 = 0
        for (offset, size) in zip(offsets, sizes) {
            writer.integer(offset &- end)
            writer.integer(Int64(size))
            end = offset &+ Int64(size)
        }
        var number = 0
        while number < count {
            let value = flags[number]
            let run = flags[number...].prefix { $0 == value }.count
            writer.integer(Int64(value.rawValue))
            writer.integer(Int64(run))
            number += run
        }
    }

    init(from reader: inout CompactReader) throws(MediaError) {
        let count = Int(try reader.count())
        presentationTimes = try reader.curve(count: count)
        decodeTimes = try reader.curve(count: count)
        reserve(count)
        var end: Int64 = 0
        for _ in 0..<count {
            let offset = end &+ (try reader.integer())
            let size = Int32(truncatingIfNeeded: try reader.integer())
            offsets.append(offset)
            sizes.append(size)
            end = offset &+ Int64(size)
        }
        while flags.count < count {
            let value = Flags(rawValue: UInt8(truncatingIfNeeded: try reader.integer()))
            let run = Int(try reader.count())
            guard run > 0, run <= count - flags.count else { throw CompactReader.damaged }
            flags.append(contentsOf: repeatElement(value, count: run))
        }
    }
}

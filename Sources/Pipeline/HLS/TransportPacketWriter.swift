/// Cuts tables and PES packets into 188-byte transport packets (ISO/IEC 13818-1, 2.4.3.2).
struct TransportPacketWriter {
    private(set) var bytes: [UInt8] = []
    private var counters: [Int: UInt8] = [:]
    private var lastClock: Int64?
    private static let mapPID = 0x1000

    /// A writer with room for so many packets.
    init(packets: Int) { bytes.reserveCapacity(packets * 188) }

    /// Writes the program association and the program map, both with continuity counter `counter`.
    mutating func tables(counter: UInt8, clockPID: Int, streams: [(pid: Int, type: UInt8)]) {
        let association: [UInt8] = [0, 1, 0xE0 | UInt8(Self.mapPID >> 8), UInt8(Self.mapPID & 0xFF)]
        var map: [UInt8] = [0xE0 | UInt8(clockPID >> 8), UInt8(clockPID & 0xFF), 0xF0, 0]
        for stream in streams {
            map += [stream.type, 0xE0 | UInt8(stream.pid >> 8), UInt8(stream.pid & 0xFF), 0xF0, 0]
        }
        section(table: 0, body: association, pid: 0, counter: counter)
        section(table: 2, body: map, pid: Self.mapPID, counter: counter)
    }

    /// Writes packets with nothing but the clock, which do not count, as often as needed until `tick`.
    mutating func writeClock(until tick: Int64, pid: Int) {
        while let lastClock, tick - lastClock > TransportStream.clockPeriod {
            let counter = (counters[pid, default: 0] &+ 15) & 15
            bytes += [0x47, UInt8(pid >> 8), UInt8(pid & 0xFF), 0x20 | counter, 183, 0x10]
            appendClock(lastClock + TransportStream.clockPeriod)
            bytes.append(contentsOf: repeatElement(0xFF, count: 176))
        }
    }

    /// Writes a PES packet.
    mutating func write(_ packet: ElementaryPacket) {
        let total = packet.packetCount
        var (part, consumed) = (-1, 0)  // -1 is the header
        var remaining = packet.size
        for number in 0..<total {
            let capacity = number == 0 ? packet.firstCapacity : 184
            // Every later packet needs a byte.
            var count = min(capacity, remaining - (total - 1 - number))
            remaining -= count
            begin(pid: packet.pid, isStart: number == 0, payload: count, of: packet, isFirst: number == 0)
            while count > 0 {
                let source = part < 0 ? packet.header : packet.parts[part]
                let taken = min(count, source.count - consumed)
                source.withUnsafeBufferPointer { buffer in
                    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[consumed..<consumed + taken]))
                }
                consumed += taken
                count -= taken
                if consumed == source.count { (part, consumed) = (part + 1, 0) }
            }
        }
    }

    /// Writes a packet's header and the adaptation field that leaves room for exactly `payload` bytes.
    private mutating func begin(pid: Int, isStart: Bool, payload: Int, of packet: ElementaryPacket, isFirst: Bool) {
        let hasFlags = isFirst && (packet.clock != nil || packet.isRandomAccess)
        let hasField = hasFlags || payload < 184
        let counter = counters[pid, default: 0]
        counters[pid] = (counter + 1) & 15
        bytes.append(0x47)
        bytes.append((isStart ? 0x40 : 0) | UInt8(pid >> 8))
        bytes.append(UInt8(pid & 0xFF))
        bytes.append((hasField ? 0x30 : 0x10) | counter)
        guard hasField else { return }
        let length = 183 - payload
        bytes.append(UInt8(length))
        guard length > 0 else { return }
        var written = 1
        let clock = isFirst ? packet.clock : nil
        bytes.append((isFirst && packet.isRandomAccess ? 0x40 : 0) | (clock == nil ? 0 : 0x10))
        if let clock {
            appendClock(clock)
            written += 6
        }
        bytes.append(contentsOf: repeatElement(0xFF, count: length - written))
    }

    /// A program clock reference without extension (2.4.3.5).
    private mutating func appendClock(_ tick: Int64) {
        func byte(_ shift: Int64) -> UInt8 { UInt8(truncatingIfNeeded: tick >> shift) }
        bytes.append(contentsOf: [byte(25), byte(17), byte(9), byte(1), byte(0) << 7 | 0x7E, 0])
        lastClock = tick
    }

    private mutating func section(table: UInt8, body: [UInt8], pid: Int, counter: UInt8) {
        let length = body.count + 9
        var section: [UInt8] = [table, 0xB0 | UInt8(length >> 8), UInt8(length & 0xFF), 0, 1, 0xC1, 0, 0] + body
        let checksum = Self.checksum(section)
        section += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: checksum >> $0) }
        bytes += [0x47, 0x40 | UInt8(pid >> 8), UInt8(pid & 0xFF), 0x10 | counter, 0] + section
        bytes.append(contentsOf: repeatElement(0xFF, count: 183 - section.count))
    }

    /// The CRC of table sections (ISO/IEC 13818-1, annex A).
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        bytes.reduce(0xFFFF_FFFF) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte) << 24) { crc, _ in
                crc & 0x8000_0000 == 0 ? crc << 1 : crc << 1 ^ 0x04C1_1DB7
            }
        }
    }
}

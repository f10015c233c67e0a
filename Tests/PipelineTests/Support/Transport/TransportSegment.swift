/// One HLS segment taken apart: packets, tables, and elementary streams with their units.
struct TransportSegment: Sendable {
    /// The length in bytes.
    var byteCount: Int
    /// Every transport packet, in order.
    var packets: [TransportPacket]
    /// The tables, which are the same throughout the segment.
    var tables: ProgramTables
    /// The index of the packet in which the first table of each kind was complete.
    var firstAssociation: Int
    /// The index of the packet in which the first program map was complete.
    var firstMap: Int
    /// The pictures, one for each PES packet, in decoding order.
    var pictures: [Picture] = []
    /// The sound, each ADTS frame by itself.
    var sounds: [SoundFrame] = []

    /// Reads a segment. Throws when it is not a well-formed stream; what an HLS segment must be beyond that is for the
    /// rules to say.
    init(_ bytes: [UInt8]) throws {
        guard !bytes.isEmpty, bytes.count % TransportPacket.length == 0 else {
            throw StreamDefect("\(bytes.count) bytes are not a whole number of packets")
        }
        byteCount = bytes.count
        packets = try bytes.withUnsafeBytes { raw in
            try stride(from: 0, to: raw.count, by: TransportPacket.length).map { try TransportPacket(raw, at: $0) }
        }
        let parts = Self.units(packets, bytes)
        (tables, firstAssociation, firstMap) = try Self.readTables(parts)
        for part in parts where tables.streams.contains(where: { $0.pid == part.pid }) {
            let unit = try ElementaryPacket(
                part.bytes, pid: part.pid, firstPacket: part.firstPacket, isRandomAccess: part.isRandomAccess)
            if part.pid == tables.videoPID { pictures.append(try Picture(unit)) }
            if part.pid == tables.audioPID { sounds += try SoundFrame.frames(of: unit) }
        }
    }

    private struct Unit {
        var pid: Int
        var firstPacket: Int
        var isRandomAccess: Bool
        var bytes: [UInt8]
    }

    /// The payloads between two unit starts of a PID, joined; in the order of their starts.
    private static func units(_ packets: [TransportPacket], _ bytes: [UInt8]) -> [Unit] {
        var finished: [Unit] = []
        var open: [Int: Unit] = [:]
        for (index, packet) in packets.enumerated() where packet.hasPayload && packet.pid != 0x1FFF {
            if packet.startsUnit {
                if let unit = open[packet.pid] { finished.append(unit) }
                open[packet.pid] = Unit(
                    pid: packet.pid, firstPacket: index, isRandomAccess: packet.isRandomAccess,
                    bytes: Array(bytes[packet.payload]))
            } else {
                open[packet.pid]?.bytes += bytes[packet.payload]
            }
        }
        return (finished + open.values).sorted { $0.firstPacket < $1.firstPacket }
    }

    private static func readTables(_ units: [Unit]) throws -> (ProgramTables, association: Int, map: Int) {
        guard let association = units.first(where: { $0.pid == 0 }) else { throw StreamDefect("no PAT") }
        let mapPID = try ProgramTables.mapPID(association: try section(association))
        guard let map = units.first(where: { $0.pid == mapPID }) else { throw StreamDefect("no PMT") }
        let tables = try ProgramTables(map: try section(map), on: mapPID)
        for repeated in units where repeated.pid == 0 {
            guard try ProgramTables.mapPID(association: try section(repeated)) == mapPID else {
                throw StreamDefect("the PAT changes inside a segment")
            }
        }
        for repeated in units where repeated.pid == mapPID {
            guard try ProgramTables(map: try section(repeated), on: mapPID) == tables else {
                throw StreamDefect("the PMT changes inside a segment")
            }
        }
        return (tables, association.firstPacket, map.firstPacket)
    }

    /// The section after the pointer field.
    private static func section(_ unit: Unit) throws -> [UInt8] {
        guard let pointer = unit.bytes.first, Int(pointer) + 1 < unit.bytes.count else {
            throw StreamDefect("pointer field on PID \(unit.pid)")
        }
        return Array(unit.bytes[(Int(pointer) + 1)...])
    }
}

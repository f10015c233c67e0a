/// The program association and program map of a stream (ISO/IEC 13818-1, 2.4.4), with their checksums verified.
struct ProgramTables: Sendable, Equatable {
    /// One elementary stream of the program.
    struct Stream: Sendable, Equatable {
        /// `0x1B` H.264, `0x0F` ADTS AAC.
        var type: Int
        var pid: Int
    }

    /// The PID of the program map.
    var mapPID: Int
    /// The PID that carries the clock.
    var clockPID: Int
    /// The elementary streams, in the map's order.
    var streams: [Stream]

    /// The PID of the H.264 stream.
    var videoPID: Int? { streams.first { $0.type == 0x1B }?.pid }
    /// The PID of the ADTS stream.
    var audioPID: Int? { streams.first { $0.type == 0x0F }?.pid }

    /// The map's PID, from a program association section with exactly one program.
    static func mapPID(association section: [UInt8]) throws -> Int {
        let body = try sectionBody(section, tableID: 0x00)
        var programs: [Int] = []
        for entry in stride(from: 0, to: body.count - 3, by: 4) {
            let number = Int(body[entry]) << 8 | Int(body[entry + 1])
            let pid = Int(body[entry + 2] & 0x1F) << 8 | Int(body[entry + 3])
            if number != 0 { programs.append(pid) }
        }
        guard programs.count == 1 else { throw StreamDefect("\(programs.count) programs in the PAT") }
        return programs[0]
    }

    /// Reads the program map section that was found on `mapPID`.
    init(map section: [UInt8], on mapPID: Int) throws {
        let body = try Self.sectionBody(section, tableID: 0x02)
        guard body.count >= 4 else { throw StreamDefect("PMT too short") }
        self.mapPID = mapPID
        clockPID = Int(body[0] & 0x1F) << 8 | Int(body[1])
        streams = []
        var position = 4 + (Int(body[2] & 0x0F) << 8 | Int(body[3]))
        while position + 5 <= body.count {
            let pid = Int(body[position + 1] & 0x1F) << 8 | Int(body[position + 2])
            streams.append(Stream(type: Int(body[position]), pid: pid))
            position += 5 + (Int(body[position + 3] & 0x0F) << 8 | Int(body[position + 4]))
        }
        guard position == body.count else { throw StreamDefect("PMT descriptors run over the section") }
    }

    /// The bytes between the eight header bytes and the checksum of a complete, current, single section.
    private static func sectionBody(_ section: [UInt8], tableID: UInt8) throws -> [UInt8] {
        guard section.count >= 12, section[0] == tableID else {
            throw StreamDefect("not a section of table \(tableID)")
        }
        let length = Int(section[1] & 0x0F) << 8 | Int(section[2])
        guard section[1] & 0x80 != 0, 3 + length <= section.count, length >= 9 else {
            throw StreamDefect("section of \(length) bytes in a payload of \(section.count)")
        }
        guard section[5] & 1 == 1, section[6] == 0, section[7] == 0 else {
            throw StreamDefect("the section is not the only and current one")
        }
        let whole = section[0..<3 + length]
        guard checksum(whole) == 0 else { throw StreamDefect("CRC of table \(tableID) is wrong") }
        guard section[(3 + length)...].allSatisfy({ $0 == 0xFF }) else {
            throw StreamDefect("bytes other than 0xFF after the section")
        }
        return Array(whole[8..<3 + length - 4])
    }

    /// CRC-32 of ISO/IEC 13818-1 annex A: polynomial 0x04C11DB7, not reflected; 0 over a section with its own CRC.
    static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var remainder: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            remainder ^= UInt32(byte) << 24
            for _ in 0..<8 { remainder = remainder & 0x8000_0000 != 0 ? remainder << 1 ^ 0x04C1_1DB7 : remainder << 1 }
        }
        return remainder
    }
}

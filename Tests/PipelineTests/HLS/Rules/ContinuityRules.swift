/// What must run on from packet to packet and from segment to segment (ISO/IEC 13818-1, 2.4.3.3 and 2.7.2).
enum ContinuityRules {
    /// The continuity counter of each PID counts payload packets modulo 16, across segments as well.
    static func counters(_ rung: EncodedRung) -> [String] {
        var defects: [String] = []
        for run in rung.runs {
            var last: [Int: Int] = [:]
            for part in run {
                for (index, packet) in part.stream.packets.enumerated() where packet.pid != 0x1FFF {
                    let expected = last[packet.pid].map { packet.hasPayload ? ($0 + 1) & 15 : $0 }
                    if let expected, packet.counter != expected {
                        defects.append(
                            "segment \(part.number) packet \(index) PID \(packet.pid): counter \(packet.counter) after "
                                + "\(last[packet.pid] ?? -1)")
                    }
                    last[packet.pid] = packet.counter
                    if packet.isDiscontinuity {
                        defects.append("segment \(part.number) packet \(index): discontinuity")
                    }
                }
            }
        }
        return defects
    }

    /// The same PIDs, stream types and parameters in every segment.
    static func sameProgram(_ rung: EncodedRung) -> [String] {
        var defects: [String] = []
        let tables = Set(rung.parts.map { "\($0.stream.tables)" })
        if tables.count > 1 { defects.append("the tables differ between segments: \(tables.sorted())") }
        let parameters = Set(rung.parts.flatMap { $0.stream.pictures.flatMap(\.parameters) })
        if parameters.count > 1 { defects.append("\(parameters.count) different SPS: \(parameters)") }
        let sounds = Set(rung.parts.flatMap { $0.stream.sounds.map { [$0.objectType, $0.rate, $0.channels] } })
        if sounds.count > 1 { defects.append("the sound changes its format: \(sounds)") }
        return defects
    }

    /// The clock stands in the first packet of its PID, comes at least every 100 ms of it (or with every picture where
    /// those are rarer), only grows, and is never later than the decoding time of what follows it.
    static func clock(_ rung: EncodedRung) -> [String] {
        var defects: [String] = []
        for run in rung.runs {
            var last: Int64?
            for part in run {
                let stream = part.stream
                let first = stream.packets.first { $0.pid == stream.tables.clockPID }
                if first?.clock == nil { defects.append("segment \(part.number): no PCR in the clock's first packet") }
                let longest = max(9000, longestStep(stream.pictures.map(\.dts)))
                var current: [Int64] = []
                for (index, packet) in stream.packets.enumerated() {
                    if let clock = packet.clock {
                        if packet.pid != stream.tables.clockPID { defects.append("PCR on PID \(packet.pid)") }
                        if let last, clock <= last {
                            defects.append("segment \(part.number) packet \(index): PCR \(clock) after \(last)")
                        }
                        if let last, clock - last > (longest + 900) * 300, clock - last > 0, !current.isEmpty {
                            defects.append(
                                "segment \(part.number) packet \(index): \((clock - last) / 27000) ms without PCR")
                        }
                        last = clock
                    }
                    current.append(last ?? 0)
                }
                let starts =
                    stream.pictures.map { (packet: $0.firstPacket, time: $0.dts) }
                    + stream.sounds.filter(\.startsPacket).map { (packet: $0.firstPacket, time: Int64($0.pts)) }
                for start in starts where current[start.packet] > start.time * 300 {
                    defects.append(
                        "segment \(part.number): PCR \(current[start.packet] / 300) after DTS \(start.time)")
                }
            }
        }
        return defects
    }

    private static func longestStep(_ times: [Int64]) -> Int64 {
        zip(times.dropFirst(), times).map { $0 - $1 }.max() ?? 0
    }
}

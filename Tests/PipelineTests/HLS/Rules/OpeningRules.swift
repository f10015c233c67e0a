/// How a segment must open, so that a player can begin with it (RFC 8216, section 3; draft-pantos-hls-rfc8216bis 3.1).
enum OpeningRules {
    /// PAT first, PMT second, and the clock's stream right after.
    static func tablesFirst(_ segment: TransportSegment) -> [String] {
        var defects: [String] = []
        if segment.firstAssociation != 0 { defects.append("the PAT is in packet \(segment.firstAssociation)") }
        if segment.firstMap != 1 { defects.append("the PMT is in packet \(segment.firstMap)") }
        guard segment.packets.count > 2 else { return defects + ["nothing after the tables"] }
        let third = segment.packets[2]
        let wanted = segment.tables.videoPID ?? segment.tables.audioPID
        if third.pid != wanted || !third.startsUnit {
            defects.append("packet 2 is of PID \(third.pid) and \(third.startsUnit ? "starts" : "continues") a unit")
        }
        if !third.isRandomAccess { defects.append("packet 2 has no random access indicator") }
        return defects
    }

    /// Only the tables and the streams they name, each with one access unit to a picture.
    static func onlyDeclaredStreams(_ segment: TransportSegment) -> [String] {
        let declared = Set(segment.tables.streams.map(\.pid) + [0, segment.tables.mapPID])
        var defects = Set(segment.packets.map(\.pid)).subtracting(declared).sorted().map { "undeclared PID \($0)" }
        for stream in segment.tables.streams where ![0x1B, 0x0F].contains(stream.type) {
            defects.append("stream type \(stream.type)")
        }
        if Set(segment.tables.streams.map(\.pid)).count != segment.tables.streams.count {
            defects.append("a PID twice")
        }
        return defects
    }

    /// The first access unit is a whole IDR picture with its parameters, and nothing is shown before it.
    static func independent(_ segment: TransportSegment) -> [String] {
        guard let first = segment.pictures.first else { return ["no picture"] }
        var defects: [String] = []
        let coded = first.units.firstIndex { $0 == Picture.NAL.slice || $0 == Picture.NAL.idr } ?? first.units.endIndex
        let opening = first.units[..<coded]
        if opening.first != Picture.NAL.delimiter { defects.append("opens with NAL types \(first.units)") }
        if let sps = opening.firstIndex(of: Picture.NAL.sps), let pps = opening.firstIndex(of: Picture.NAL.pps) {
            if sps > pps { defects.append("PPS before SPS") }
        } else {
            defects.append("no SPS and PPS before the first slice: \(first.units)")
        }
        if !first.isIDR { defects.append("the first picture is not an IDR: \(first.units)") }
        if let early = segment.pictures.map(\.pts).min(), early < first.pts {
            defects.append("a picture at \(early) is shown before the IDR at \(first.pts)")
        }
        return defects
    }

    /// Each PES packet holds one access unit, which starts with its only delimiter.
    static func accessUnits(_ segment: TransportSegment) -> [String] {
        segment.pictures.flatMap { picture -> [String] in
            var defects: [String] = []
            let delimiters = picture.units.filter { $0 == Picture.NAL.delimiter }.count
            if picture.units.first != Picture.NAL.delimiter || delimiters != 1 {
                defects.append("NAL types \(picture.units) at PTS \(picture.pts)")
            }
            if picture.slices.isEmpty { defects.append("no slice at PTS \(picture.pts)") }
            if picture.isRandomAccess && !picture.isIDR {
                defects.append("random access at PTS \(picture.pts), which is not an IDR")
            }
            return defects
        }
    }
}

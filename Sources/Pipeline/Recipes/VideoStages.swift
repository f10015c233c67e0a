/// The stages that turn a source's packets into coded pictures of the rungs, for a range of segments.
struct VideoStages: Sendable {
    let source: any ByteSource
    let index: MediaIndex
    let track: VideoTrack
    let timeline: VideoTimeline
    let groups: GroupPlan
    let counter: PictureCounter

    /// Reads the packets needed to show the range's pictures, from the entry point before the first on.
    var read: Stage<Nothing, Packet> {
        Stage("read", capacity: 16) { [self] _, packets in
            let reader = TrackReader(source, index, stream: track.stream, packets: track.packets)
            let wanted = neededPackets
            reader.seek(to: wanted.lowerBound)
            for _ in wanted {
                let packet = try Packet()
                guard try reader.read(into: packet) != nil else { break }
                guard await packets.send(packet) == .delivered else { return }
            }
        }
    }

    /// Decodes; hands on exactly the range's pictures, in the order of showing.
    func decode(threads: Int) -> Stage<Packet, Frame> {
        Stage("decode") { [self] packets, frames in
            let decoder = try Decoder.openVideo(track.stream, threads: threads)
            var next = groups.pictures.lowerBound
            while next < groups.pictures.upperBound {
                let packet = await packets.next()
                if let packet { try decoder.send(packet) } else { try decoder.finish() }
                var step = CodecStep.produced
                while case .produced = step {
                    let frame = try Frame()
                    step = try decoder.receive(into: frame)
                    guard case .produced = step, let picture = timeline.picture(at: Int64(frame.number)),
                        picture >= next, picture < groups.pictures.upperBound
                    else { continue }
                    frame.number = picture
                    next = picture + 1
                    counter.add()
                    guard await frames.send(frame) == .delivered else { return }
                }
                if case .ended = step { return }
                try Task.checkCancellation()
            }
        }
    }

    /// Makes decoded pictures upright, progressive, 8-bit BT.709, of the top rung's size.
    func normalise(to rung: Rung) -> Stage<Frame, Frame> {
        let format = PictureFormat(track, width: rung.width, height: rung.height)
        return filter("normalise \(rung.name)") { format.chain(for: $0) }
    }

    /// Scales normalised pictures down to the next smaller rung.
    func scale(to rung: Rung) -> Stage<Frame, Frame> {
        let chain = "scale=\(rung.width):\(rung.height):flags=bicubic"
        return filter("scale \(rung.name)") { _ in chain }
    }

    /// Encodes every `lanes`-th group of pictures, from the `lane`-th on, each with an encoder of its own. A group without
    /// a single decodable picture still takes its turn, empty.
    func encode(_ rung: Rung, lane: Int = 0, of lanes: Int = 1) -> Stage<Frame, CodedGroup> {
        Stage("encode \(rung.name)", capacity: 1) { [self] frames, coded in
            var waiting = await frames.next()
            for number in stride(from: lane, to: groups.count, by: lanes) {
                let group = groups[number]
                var encoding: GroupEncoding?
                while let frame = waiting.take() {
                    guard frame.number < group.pictures.upperBound else {
                        waiting = consume frame
                        break
                    }
                    if encoding == nil { encoding = try GroupEncoding.begin(group, rung: rung, timeline: timeline) }
                    try encoding?.add(frame)
                    waiting = await frames.next()
                }
                let units = try encoding.take()?.finish() ?? []
                let done = CodedGroup(segment: group.segment, endsSegment: group.endsSegment, units: units)
                guard await coded.send(done) == .delivered else { return }
            }
        }
    }

    /// Takes the groups from the source as they are.
    var copy: Stage<Nothing, CodedGroup> {
        Stage("copy", capacity: 1) { [self] _, coded in
            let reader = TrackReader(source, index, stream: track.stream, packets: track.packets)
            let framing = AnnexB(
                lengthSize: H264.lengthSize(configuration: track.stream.extradata),
                parameterSets: H264.parameterSets(configuration: track.stream.extradata),
                dropsSupplementalInformation: false)
            let packet = try Packet()
            for group in 0..<groups.count {
                let pictures = groups[group].pictures
                reader.seek(to: pictures.lowerBound)
                var units: [AccessUnit] = []
                // Cuts are closed key frames: the group's packets are as many as its pictures, at the same places.
                for position in pictures {
                    guard try reader.read(into: packet) != nil else { break }
                    let time = track.packets.presentationTimes[position]
                    guard let picture = timeline.picture(at: time) else { continue }
                    units.append(
                        AccessUnit(
                            tick: timeline.ticks[picture], decodeTick: timeline.decodeTick(position),
                            isKey: track.packets.flags[position].contains(.instantaneousRefresh),
                            bytes: framing.accessUnit(packet.bytes)))
                }
                let done = CodedGroup(
                    segment: groups[group].segment, endsSegment: groups[group].endsSegment, units: units)
                guard await coded.send(done) == .delivered else { return }
            }
        }
    }

    /// From the entry point before the first picture to the last packet, in decode order, of a picture in the range.
    private var neededPackets: Range<Int> {
        let first = timeline.entryPoint(for: groups.pictures.lowerBound)?.packet ?? 0
        guard groups.pictures.upperBound < timeline.times.count else { return first..<track.packets.count }
        let limit = timeline.times[groups.pictures.upperBound]
        var (last, beyond) = (first, 0)
        // Reordering reaches 16 pictures at most (ITU-T H.264, A.3.1): twice that without a wanted picture ends it.
        for number in first..<track.packets.count {
            if track.packets.presentationTimes[number] < limit {
                (last, beyond) = (number, 0)
            } else {
                beyond += 1
                if beyond > 32 { break }
            }
        }
        return first..<last + 1
    }

    private func filter(
        _ name: String, chain: @escaping @Sendable (borrowing Frame) -> String?
    ) -> Stage<Frame, Frame> {
        Stage(name) { frames, filtered in
            let filtering = FilterSession(chain: chain)
            while let frame = await frames.next() {
                try filtering.send(frame)
                while let result = try filtering.receive() {
                    guard await filtered.send(result) == .delivered else { return }
                }
            }
            try filtering.finish()
            while let result = try filtering.receive() {
                guard await filtered.send(result) == .delivered else { return }
            }
        }
    }
}

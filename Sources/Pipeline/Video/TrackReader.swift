internal import CFFmpeg

/// Reads the packets of one track by number, in decode order, with the times of the index.
///
/// Where the index says where packets lie they are read straight from the source, without opening the container; else
/// libavformat seeks. One task at a time.
final class TrackReader {
    private let source: any ByteSource
    private let packets: PacketTable
    private let stream: StreamParameters
    private let seeking: Seeking
    private var next = 0
    private var demuxer: Demuxer?
    private var isPlaced = false

    private enum Seeking {
        case direct
        case offset
        /// By the time of a key frame of another track, or of this one when there is none.
        case time(PacketTable, StreamParameters)
    }

    /// Reads the track that `stream` and `packets` of `index` describe.
    init(_ source: any ByteSource, _ index: MediaIndex, stream: StreamParameters, packets: PacketTable) {
        self.source = source
        self.packets = packets
        self.stream = stream
        switch index.access {
        case .direct: seeking = .direct
        case .offset: seeking = .offset
        case .time: seeking = .time(index.video?.packets ?? packets, index.video?.stream ?? stream)
        }
    }

    /// The next `read` gives packet `number`.
    func seek(to number: Int) {
        // Going on where the last read ended needs no seek.
        if number != next { isPlaced = false }
        next = number
    }

    /// Reads the next packet; its number, or nil after the last one.
    func read(into packet: borrowing Packet) throws(MediaError) -> Int? {
        guard next < packets.count else { return nil }
        if case .direct = seeking {
            try readDirect(packet)
        } else {
            try readDemuxed(packet)
        }
        packet.handle.pointee.pts = packets.presentationTimes[next]
        packet.handle.pointee.dts = packets.presentationTimes[next]
        next += 1
        return next - 1
    }

    private func readDirect(_ packet: borrowing Packet) throws(MediaError) {
        let size = Int(packets.sizes[next])
        try packet.makeRoom(for: size)
        let count = try source.readFully(into: packet.bytes, at: packets.offsets[next])
        guard count == size else {
            throw MediaError(.corrupt, "TrackReader", "the file is shorter than its index says")
        }
        if packets.flags[next].contains(.key) { packet.handle.pointee.flags |= AV_PKT_FLAG_KEY }
    }

    // MARK: Demuxed

    private func readDemuxed(_ packet: borrowing Packet) throws(MediaError) {
        let demuxer = try openDemuxer()
        if !isPlaced {
            try place(demuxer, packet)
            isPlaced = true
            return
        }
        repeat {
            guard try demuxer.read(into: packet) else { throw Self.changed }
        } while packet.handle.pointee.size == 0
    }

    private static let changed = MediaError(.corrupt, "TrackReader", "the file is not the one that was indexed")

    private func openDemuxer() throws(MediaError) -> Demuxer {
        if let demuxer { return demuxer }
        let opened = try Demuxer(source)
        opened.select([stream.number])
        demuxer = opened
        return opened
    }

    /// Seeks to packet `next` and reads it: from ever earlier places, since demuxers may land too late.
    private func place(_ demuxer: Demuxer, _ packet: borrowing Packet) throws(MediaError) {
        for earlier in [0, 1, 4, 16] {
            try seek(demuxer, earlier: earlier)
            if try skip(to: next, demuxer, packet) { return }
        }
        self.demuxer = nil
        let fresh = try openDemuxer()
        guard try skip(to: next, fresh, packet) else { throw Self.changed }
    }

    /// Seeks to the key frame `earlier` key frames before packet `next`.
    private func seek(_ demuxer: Demuxer, earlier: Int) throws(MediaError) {
        switch seeking {
        case .direct: return
        case .offset:
            var number = max(0, next - earlier * 64)
            while number > 0, packets.offsets[number] < 0 { number -= 1 }
            try demuxer.seek(toOffset: max(0, packets.offsets[number]), stream: stream.number)
        case .time(let anchors, let anchorStream):
            let rate = Rational(1, max(1, Int64(stream.sampleRate)))
            let time = Rational.time(packets.presentationTimes[next], stream.sampleRate > 0 ? rate : stream.timeBase)
            let isAudioAnchor = anchorStream.sampleRate > 0
            let anchorBase = isAudioAnchor ? rate : anchorStream.timeBase
            let keys = anchors.presentationTimes.indices.filter {
                anchors.flags[$0].contains(.key) && Rational.time(anchors.presentationTimes[$0], anchorBase) <= time
            }
            let key = keys.isEmpty ? 0 : keys[max(0, keys.count - 1 - earlier)]
            let target = Rational.time(anchors.presentationTimes[key], anchorBase)
            try demuxer.seek(toTime: (target / anchorStream.timeBase).floor, stream: anchorStream.number)
        }
    }

    /// Reads on until packet `number`. False when the demuxer has landed after it, or never meets a known packet.
    private func skip(to number: Int, _ demuxer: Demuxer, _ packet: borrowing Packet) throws(MediaError) -> Bool {
        var current: Int?
        for _ in 0..<max(4096, packets.count) {
            guard try demuxer.read(into: packet) else { return false }
            guard packet.handle.pointee.size > 0 else { continue }
            current = current.map { $0 + 1 } ?? locate(packet, near: number)
            guard let current else { continue }
            if current == number { return true }
            if current > number { return false }
        }
        return false
    }

    /// The number of a packet by its place in the file.
    private func locate(_ packet: borrowing Packet, near number: Int) -> Int? {
        let (offset, size) = (packet.handle.pointee.pos, packet.handle.pointee.size)
        guard offset >= 0 else { return nil }
        return packets.offsets.firstIndex(of: offset).flatMap { packets.sizes[$0] == size ? $0 : nil }
    }
}

extension ByteSource {
    /// Fills `buffer` from `offset`, as far as the source goes; returns how many bytes were read.
    func readFully(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(MediaError) -> Int {
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = try read(into: rest, at: offset + Int64(done))
            guard count > 0 else { break }
            done += count
        }
        return done
    }
}

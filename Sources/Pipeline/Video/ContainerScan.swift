internal import CFFmpeg

/// The demux pass behind `ProbeMedia`: opens a container, chooses the streams and lists their packets.
struct ContainerScan {
    private let source: any ByteSource
    private let demuxer: Demuxer

    init(_ source: any ByteSource) throws(MediaError) {
        self.source = source
        demuxer = try Demuxer(source)
    }

    func run() async throws -> MediaIndex {
        var index = MediaIndex()
        index.container = demuxer.containerName
        index.fileSize = source.size
        index.access = access
        try chooseStreams(&index)
        try await listPackets(&index)
        try check(&index)
        return index
    }

    private var access: PacketAccess {
        switch demuxer.containerName {
        case "mov": .direct
        case "mpegts", "mpeg": .offset
        default: .time
        }
    }

    // MARK: Streams

    private func chooseStreams(_ index: inout MediaIndex) throws(MediaError) {
        let streams = demuxer.streams
        if let number = demuxer.bestStream(AVMEDIA_TYPE_VIDEO), let stream = streams[number],
            stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC == 0
        {
            let parameters = StreamParameters(stream.pointee)
            try checkPicture(parameters)
            try parameters.checkClock()
            index.video = VideoTrack()
            index.video?.stream = parameters
            index.video?.rotation = Self.rotation(stream)
        }
        if let number = demuxer.bestStream(AVMEDIA_TYPE_AUDIO, relatedTo: index.video?.stream.number),
            let stream = streams[number]
        {
            let parameters = StreamParameters(stream.pointee)
            if parameters.sampleRate > 0, parameters.channels > 0 {
                index.audio = AudioTrack()
                index.audio?.stream = parameters
            }
        }
        var codecs = index.audio.map { [$0.stream.codecName] } ?? []
        for stream in streams {
            guard let stream, stream.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_AUDIO,
                Int(stream.pointee.index) != index.audio?.stream.number
            else { continue }
            codecs.append(StreamParameters(stream.pointee).codecName)
        }
        index.audioCodecs = codecs
        guard index.video != nil || index.audio != nil else {
            throw MediaError(.unsupported, "ProbeMedia", "the file holds neither video nor audio that can be decoded")
        }
    }

    private func checkPicture(_ stream: StreamParameters) throws(MediaError) {
        guard stream.width > 0, stream.height > 0, stream.format >= 0 else {
            throw MediaError(.corrupt, "ProbeMedia", "the video stream's pictures cannot be decoded")
        }
        guard Int64(stream.width) * Int64(stream.height) <= MediaLimits.pixels else {
            throw MediaError(.limitExceeded, "ProbeMedia", "pictures of \(stream.width)×\(stream.height) are too large")
        }
    }

    /// Clockwise degrees from the display matrix (ISO/IEC 14496-12, 8.3.2), to the nearest quarter turn.
    private static func rotation(_ stream: UnsafeMutablePointer<AVStream>) -> Int {
        guard let matrix = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, nil) else { return 0 }
        let counterclockwise = matrix.withMemoryRebound(to: Int32.self, capacity: 9) { av_display_rotation_get($0) }
        guard counterclockwise.isFinite else { return 0 }
        let quarters = Int((-counterclockwise / 90).rounded())
        return ((quarters % 4 + 4) % 4) * 90
    }

    // MARK: Packets

    private func listPackets(_ index: inout MediaIndex) async throws {
        var wanted = [index.video?.stream.number, index.audio?.stream.number].compactMap { $0 }
        var pictures = index.video.map { PictureList($0.stream, source: index.access == .direct ? source : nil) }
        var sounds: SampleList?
        if let audio = index.audio { sounds = try SampleList(audio.stream, hasPayload: index.access != .direct) }
        var count = 0
        if index.access == .direct {
            let boxes = try ISOBoxes(source)
            if let video = index.video {
                pictures?.reserve(min(MediaLimits.packets, demuxer.listedCount(ofStream: video.stream.number)))
            }
            demuxer.readStructureOnly(payload: boxes.payload)
            // Sound is shown in the order of decoding, so that the container's own list says everything; pictures are
            // reordered, which only the packets tell.
            if let audio = index.audio, !boxes.isFragmented {
                count = demuxer.listedCount(ofStream: audio.stream.number)
                try checkCount(count)
                try sounds?.append(listedBy: demuxer, fileSize: source.size)
                wanted.removeAll { $0 == audio.stream.number }
            }
        }
        demuxer.select(wanted)
        let packet = try Packet()
        while try demuxer.read(into: packet) {
            count += 1
            // A long scan must not keep players waiting: others get a turn on the thread.
            if count % 1024 == 0 {
                await Task.yield()
                try Task.checkCancellation()
            }
            try checkCount(count)
            let number = Int(packet.handle.pointee.stream_index)
            // What was read ahead to name the streams comes out whether selected or not.
            guard wanted.contains(number) else { continue }
            if number == index.video?.stream.number {
                try pictures?.append(packet)
            } else {
                try sounds?.append(packet)
            }
        }
        pictures?.finish()
        if let pictures {
            index.video?.packets = pictures.packets
            index.video?.end = pictures.end
        }
        if let sounds {
            index.audio?.packets = sounds.packets
            index.audio?.end = sounds.end
        }
    }

    private func checkCount(_ count: Int) throws(MediaError) {
        guard count > MediaLimits.packets else { return }
        throw MediaError(.limitExceeded, "ProbeMedia", "the file has too many packets")
    }

    private func check(_ index: inout MediaIndex) throws(MediaError) {
        if index.video?.packets.flags.allSatisfy({ $0.contains(.hidden) }) == true { index.video = nil }
        if index.audio?.packets.count == 0 { index.audio = nil }
        guard index.video != nil || index.audio != nil else {
            throw MediaError(.corrupt, "ProbeMedia", "the file holds no picture and no sound")
        }
        try checkCompleteness(index)
        try index.validate()
    }

    /// Refuses a file whose container promises clearly more than is there: an upload or a recording that was cut off.
    private func checkCompleteness(_ index: MediaIndex) throws(MediaError) {
        guard ["mov", "matroska"].contains(index.container) else { return }
        let pictures = index.video.map { Rational.time($0.end, $0.stream.timeBase) } ?? .zero
        let sound = index.audio.map { Rational($0.end, Int64($0.stream.sampleRate)) } ?? .zero
        let present = max(pictures, sound)
        // An ISO base media file states the length of each stream; others may be longer than the chosen ones.
        let chosen = [index.video?.stream.number, index.audio?.stream.number].compactMap { $0 }
        let stated = chosen.map { demuxer.duration(ofStream: $0) }.max() ?? .zero
        let promised = index.container == "mov" ? stated : demuxer.duration
        guard present < promised * Rational(9, 10), promised - present > Rational(1) else { return }
        throw MediaError(
            .corrupt, "ProbeMedia",
            "the file is cut short: \(present.floor) s of \(promised.floor) s are there")
    }
}

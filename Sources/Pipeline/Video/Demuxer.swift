internal import CFFmpeg

/// A container opened for reading, restricted to what an upload may be. One task at a time (libavformat's rule for a
/// format context); cancelling that task ends any call.
final class Demuxer {
    /// Containers that may be opened: none that names other files (hls, dash, concat, image2), nothing raw.
    private static let containers =
        "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mpegts,mpeg,flv,avi,ogg,mp3,aac,wav,flac,aiff,asf,mxf,ac3,eac3,amr,caf"

    private var context: UnsafeMutablePointer<AVFormatContext>?
    private let io: ByteSourceIO

    /// Opens `source` and reads its stream parameters. Throws `unsupported` when it is no accepted container, `corrupt`
    /// when it is one but is damaged.
    init(_ source: any ByteSource) throws(MediaError) {
        _ = LibAV.prepare
        io = try ByteSourceIO(source)
        context = try LibAV.allocated(avformat_alloc_context(), "avformat_alloc_context")
        try open()
    }

    private func open() throws(MediaError) {
        guard let fresh = context else { return }
        fresh.pointee.pb = io.context
        fresh.pointee.flags |= AVFMT_FLAG_CUSTOM_IO
        // Nothing that a file names is ever opened.
        fresh.pointee.io_open = { _, _, _, _, _ in shim_AVERROR_EINVAL }
        fresh.pointee.interrupt_callback = AVIOInterruptCB(
            callback: { _ in Task.isCancelled ? 1 : 0 }, opaque: nil)
        fresh.pointee.max_streams = 64
        fresh.pointee.probesize = 8 << 20
        fresh.pointee.max_probe_packets = 512
        fresh.pointee.format_whitelist = av_strdup(Self.containers)
        fresh.pointee.codec_whitelist = av_strdup(Decoder.allowedNames)
        fresh.pointee.protocol_whitelist = av_strdup("none")
        let status = avformat_open_input(&context, nil, nil, nil)  // frees the context when it fails
        guard status >= 0, let opened = context else { throw refusal(status, "avformat_open_input") }
        if isISOBaseMedia {
            opened.pointee.flags |= AVFMT_FLAG_NOPARSE
            opened.pointee.fps_probe_size = 0
        }
        let found = avformat_find_stream_info(opened, nil)
        guard found >= 0 else { throw refusal(found, "avformat_find_stream_info") }
    }

    deinit { avformat_close_input(&context) }

    private func refusal(_ status: Int32, _ operation: String) -> MediaError {
        if let failure = io.failure { return failure }
        if Task.isCancelled { return LibAV.error(shim_AVERROR_EXIT, operation) }
        if status == shim_AVERROR_EINVAL {
            return MediaError(.unsupported, operation, "not a container that is accepted")
        }
        return MediaError(.corrupt, operation, "the file is damaged, cut short, or not a media file")
    }

    /// The short name of the container, such as `mov` or `mpegts`.
    var containerName: String {
        guard let name = context?.pointee.iformat?.pointee.name else { return "" }
        return String(String(cString: name).prefix { $0 != "," })
    }

    /// Whether packets lie contiguously at the offsets that the demuxer reports.
    var isISOBaseMedia: Bool { containerName == "mov" }

    /// Seconds, zero when the container does not say.
    var duration: Rational {
        guard let ticks = context?.pointee.duration, ticks > 0 else { return .zero }
        return Rational(ticks, Int64(AV_TIME_BASE))
    }

    /// Seconds of one stream, zero when the container does not say.
    func duration(ofStream number: Int) -> Rational {
        guard let stream = streams[number]?.pointee, stream.duration > 0 else { return .zero }
        return Rational.time(stream.duration, Rational(stream.time_base))
    }

    /// The streams, by number.
    var streams: UnsafeBufferPointer<UnsafeMutablePointer<AVStream>?> {
        UnsafeBufferPointer(start: context?.pointee.streams, count: Int(context?.pointee.nb_streams ?? 0))
    }

    /// Delivers packets of the `wanted` streams only.
    func select(_ wanted: [Int]) {
        for stream in streams {
            guard let stream else { continue }
            stream.pointee.discard =
                wanted.contains(Int(stream.pointee.index)) ? AVDISCARD_DEFAULT : AVDISCARD_ALL
        }
    }

    /// From now on lists packets without reading the given payload ranges; the packets' bytes are then meaningless.
    func readStructureOnly(payload: [Range<Int64>]) {
        io.phantoms = payload
        io.context?.pointee.direct = 1
    }

    /// How many packets of a stream the container lists: all of them in an ISO base media file that is not fragmented.
    func listedCount(ofStream number: Int) -> Int {
        streams[number].map { Int(avformat_index_get_entries_count($0)) } ?? 0
    }

    /// What the container's own list says of a stream's packets, in decode order.
    func forEachListedPacket(
        ofStream number: Int, _ body: (ListedPacket) throws(MediaError) -> Void
    ) throws(MediaError) {
        guard let stream = streams[number] else { return }
        var entry = avformat_index_get_entry(stream, 0)?.pointee
        var position: Int32 = 0
        while let current = entry {
            position += 1
            entry = avformat_index_get_entry(stream, position)?.pointee
            let end = entry?.timestamp ?? stream.pointee.duration
            let (duration, isBeyond) = end.subtractingReportingOverflow(current.timestamp)
            try body(
                ListedPacket(
                    time: current.timestamp, duration: isBeyond ? 0 : max(0, duration), offset: current.pos,
                    size: current.size))
        }
    }

    /// libavformat's own choice of a stream of the kind, nil when there is none.
    func bestStream(_ kind: AVMediaType, relatedTo other: Int? = nil) -> Int? {
        let found = av_find_best_stream(context, kind, -1, Int32(other ?? -1), nil, 0)
        return found >= 0 ? Int(found) : nil
    }

    /// Reads the next packet of a selected stream into `packet`. False at the end of the file.
    func read(into packet: borrowing Packet) throws(MediaError) -> Bool {
        av_packet_unref(packet.handle)
        let status = av_read_frame(context, packet.handle)
        if status >= 0 { return true }
        if let failure = io.failure { throw failure }
        if Task.isCancelled { throw LibAV.error(shim_AVERROR_EXIT, "av_read_frame") }
        if status == shim_AVERROR_EOF { return false }
        throw LibAV.error(status, "av_read_frame")
    }

    /// Goes to the byte `offset`, where a packet of `stream` starts.
    func seek(toOffset offset: Int64, stream: Int) throws(MediaError) {
        try LibAV.check(
            av_seek_frame(context, Int32(stream), offset, AVSEEK_FLAG_BYTE), "av_seek_frame")
    }

    /// Goes to the last key frame of `stream` at or before `time`, in ticks of the stream.
    func seek(toTime time: Int64, stream: Int) throws(MediaError) {
        try LibAV.check(
            av_seek_frame(context, Int32(stream), time, AVSEEK_FLAG_BACKWARD), "av_seek_frame")
    }
}

/// A packet as its container lists it.
struct ListedPacket {
    /// The decode time in ticks of the stream, edit lists applied.
    let time: Int64
    /// Ticks to the next packet, or to the end of the stream.
    let duration: Int64
    /// Where it starts in the file.
    let offset: Int64
    /// Bytes.
    let size: Int32
}

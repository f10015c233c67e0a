internal import CFFmpeg

/// The still formats that frames are encoded to.
public enum StillFormat: String, Codable, Sendable, CaseIterable {
    case jpeg, webp, avif

    /// The media type.
    public var contentType: String { "image/\(rawValue)" }
}

/// Encodes one normalised picture (8-bit 4:2:0, BT.709, limited range) as an image file.
enum StillEncoder {
    static func encode(_ frame: consuming Frame, as format: StillFormat) throws(MediaError) -> EncodedImage {
        let picture = try converted(frame, for: format)
        let (width, height) = (picture.handle.pointee.width, picture.handle.pointee.height)
        let codec = avcodec_find_encoder_by_name(format.encoder)
        guard codec != nil else { throw MediaError(.engine, "avcodec_find_encoder_by_name", "no \(format) encoder") }
        var context = avcodec_alloc_context3(codec)
        defer { avcodec_free_context(&context) }
        let opened = try LibAV.allocated(context, "avcodec_alloc_context3")
        opened.pointee.width = width
        opened.pointee.height = height
        opened.pointee.pix_fmt = AVPixelFormat(picture.handle.pointee.format)
        opened.pointee.time_base = AVRational(num: 1, den: 25)
        opened.pointee.thread_count = 1
        opened.pointee.color_range = format == .jpeg ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG
        if format == .avif {
            opened.pointee.color_primaries = AVCOL_PRI_BT709
            opened.pointee.color_trc = AVCOL_TRC_BT709
            opened.pointee.colorspace = AVCOL_SPC_BT709
        }
        if format == .jpeg {
            opened.pointee.flags |= AV_CODEC_FLAG_QSCALE
            opened.pointee.global_quality = 3 * FF_QP2LAMBDA
        }
        for (name, value) in format.options {
            try LibAV.check(av_opt_set(opened, name, value, Int32(AV_OPT_SEARCH_CHILDREN)), "av_opt_set \(name)")
        }
        try LibAV.check(avcodec_open2(opened, codec, nil), "avcodec_open2")
        picture.number = 0
        picture.handle.pointee.pict_type = AV_PICTURE_TYPE_NONE
        picture.handle.pointee.quality = opened.pointee.global_quality
        try LibAV.check(avcodec_send_frame(opened, picture.handle), "avcodec_send_frame")
        try LibAV.check(avcodec_send_frame(opened, nil), "avcodec_send_frame")
        let packet = try Packet()
        try LibAV.check(avcodec_receive_packet(opened, packet.handle), "avcodec_receive_packet")
        let bytes = format == .avif ? try boxed(packet, opened) : Array(packet.bytes)
        return EncodedImage(
            bytes: bytes, contentType: format.contentType, width: Int(width), height: Int(height))
    }

    /// JFIF and WebP mean BT.601; JPEG full range as well.
    private static func converted(_ frame: consuming Frame, for format: StillFormat) throws(MediaError) -> Frame {
        guard let chain = format.conversion else { return frame }
        let filter = try VideoFilter.make(chain, for: frame)
        try filter.send(frame)
        try filter.finish()
        guard let picture = try filter.receive() else {
            throw MediaError(.engine, "av_buffersink_get_frame", "the picture was lost on its way")
        }
        return picture
    }

    /// An AV1 picture in the boxes of an AVIF file.
    private static func boxed(
        _ packet: borrowing Packet, _ codec: UnsafeMutablePointer<AVCodecContext>
    ) throws(MediaError) -> [UInt8] {
        var context: UnsafeMutablePointer<AVFormatContext>?
        try LibAV.check(
            avformat_alloc_output_context2(&context, nil, "avif", nil), "avformat_alloc_output_context2")
        defer { avformat_free_context(context) }
        let muxer = try LibAV.allocated(context, "avformat_alloc_output_context2")
        let stream = try LibAV.allocated(avformat_new_stream(muxer, nil), "avformat_new_stream")
        try LibAV.check(
            avcodec_parameters_from_context(stream.pointee.codecpar, codec), "avcodec_parameters_from_context")
        stream.pointee.time_base = codec.pointee.time_base
        try LibAV.check(avio_open_dyn_buf(&muxer.pointee.pb), "avio_open_dyn_buf")
        var status = avformat_write_header(muxer, nil)
        if status >= 0 { status = av_write_frame(muxer, packet.handle) }
        if status >= 0 { status = av_write_trailer(muxer) }
        var buffer: UnsafeMutablePointer<UInt8>?
        let size = avio_close_dyn_buf(muxer.pointee.pb, &buffer)
        defer { av_free(buffer) }
        try LibAV.check(status, "av_write_frame")
        return Array(UnsafeBufferPointer(start: buffer, count: Int(size)))
    }
}

extension StillFormat {
    fileprivate var encoder: String {
        switch self {
        case .jpeg: "mjpeg"
        case .webp: "libwebp"
        case .avif: "libaom-av1"
        }
    }

    fileprivate var options: [(String, String)] {
        switch self {
        case .jpeg: []
        case .webp: [("quality", "80")]
        case .avif: [("still-picture", "1"), ("cpu-used", "8"), ("crf", "28")]
        }
    }

    fileprivate var conversion: String? {
        switch self {
        case .jpeg:
            "scale=in_color_matrix=bt709:out_color_matrix=bt601:in_range=limited:out_range=full,format=yuvj420p"
        case .webp: "scale=in_color_matrix=bt709:out_color_matrix=bt601,format=yuv420p"
        case .avif: nil
        }
    }
}

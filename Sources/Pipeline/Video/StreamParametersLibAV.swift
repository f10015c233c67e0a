internal import CFFmpeg

extension StreamParameters {
    /// Reads libavformat's description of a stream.
    init(_ stream: AVStream) {
        let parameters = stream.codecpar.pointee
        number = Int(stream.index)
        codec = Int32(parameters.codec_id.rawValue)
        codecName = String(cString: avcodec_get_name(parameters.codec_id))
        timeBase = Rational(stream.time_base)
        profile = parameters.profile
        level = parameters.level
        format = parameters.format
        if let bytes = parameters.extradata {
            extradata = Array(UnsafeBufferPointer(start: bytes, count: Int(parameters.extradata_size)))
        }
        tag = parameters.codec_tag
        bitsPerCodedSample = parameters.bits_per_coded_sample
        bitRate = parameters.bit_rate
        blockAlign = parameters.block_align
        width = parameters.width
        height = parameters.height
        let aspect = stream.sample_aspect_ratio.num > 0 ? stream.sample_aspect_ratio : parameters.sample_aspect_ratio
        if aspect.num > 0, aspect.den > 0 { pixelAspect = Rational(aspect) }
        frameRate = Rational(stream.avg_frame_rate)
        colour = Colour(
            range: parameters.color_range.rawValue, primaries: parameters.color_primaries.rawValue,
            transfer: parameters.color_trc.rawValue, matrix: parameters.color_space.rawValue)
        fieldOrder = parameters.field_order.rawValue
        sampleRate = parameters.sample_rate
        channels = parameters.ch_layout.nb_channels
        if parameters.ch_layout.order == AV_CHANNEL_ORDER_NATIVE { channelMask = parameters.ch_layout.u.mask }
        frameSize = parameters.frame_size
    }

    /// Fills libavcodec's description, which must be freshly allocated; its `extradata` is then owned by it.
    func fill(_ parameters: UnsafeMutablePointer<AVCodecParameters>, kind: AVMediaType) throws(MediaError) {
        parameters.pointee.codec_type = kind
        parameters.pointee.codec_id = AVCodecID(UInt32(bitPattern: codec))
        parameters.pointee.codec_tag = tag
        parameters.pointee.profile = profile
        parameters.pointee.level = level
        parameters.pointee.format = format
        parameters.pointee.bits_per_coded_sample = bitsPerCodedSample
        parameters.pointee.bit_rate = bitRate
        parameters.pointee.block_align = blockAlign
        parameters.pointee.width = width
        parameters.pointee.height = height
        parameters.pointee.sample_aspect_ratio = pixelAspect.avRational
        parameters.pointee.color_range = AVColorRange(colour.range)
        parameters.pointee.color_primaries = AVColorPrimaries(colour.primaries)
        parameters.pointee.color_trc = AVColorTransferCharacteristic(colour.transfer)
        parameters.pointee.color_space = AVColorSpace(colour.matrix)
        parameters.pointee.field_order = AVFieldOrder(fieldOrder)
        parameters.pointee.sample_rate = sampleRate
        parameters.pointee.frame_size = frameSize
        if kind == AVMEDIA_TYPE_AUDIO {
            if channelMask != 0 {
                try LibAV.check(
                    av_channel_layout_from_mask(&parameters.pointee.ch_layout, channelMask),
                    "av_channel_layout_from_mask")
            } else {
                av_channel_layout_default(&parameters.pointee.ch_layout, channels)
            }
        }
        guard !extradata.isEmpty else { return }
        let padded = extradata.count + Int(AV_INPUT_BUFFER_PADDING_SIZE)
        guard let copy = av_mallocz(padded) else { throw LibAV.error(shim_AVERROR_ENOMEM, "av_mallocz") }
        copy.copyMemory(from: extradata, byteCount: extradata.count)
        parameters.pointee.extradata = copy.assumingMemoryBound(to: UInt8.self)
        parameters.pointee.extradata_size = Int32(extradata.count)
    }
}

extension StreamParameters {
    /// H.264 up to High profile, 8-bit 4:2:0, not interlaced: what every player shows.
    var isProgressive420H264: Bool {
        let profiles = [
            FF_PROFILE_H264_BASELINE, FF_PROFILE_H264_CONSTRAINED_BASELINE, FF_PROFILE_H264_MAIN, FF_PROFILE_H264_HIGH,
        ]
        return codec == Int32(AV_CODEC_ID_H264.rawValue) && profiles.contains(profile)
            && (format == AV_PIX_FMT_YUV420P.rawValue || format == AV_PIX_FMT_YUVJ420P.rawValue)
            && fieldOrder <= AV_FIELD_PROGRESSIVE.rawValue
    }

    /// AAC-LC in mono or stereo that ADTS headers can describe: what is carried unchanged. The `AudioSpecificConfig`
    /// (ISO/IEC 14496-3, 1.6.2.1) must say the same, or be absent because the packets bring ADTS headers.
    var isPlainAAC: Bool {
        codec == Int32(AV_CODEC_ID_AAC.rawValue) && profile == FF_PROFILE_AAC_LOW && (1...2).contains(channels)
            && ADTS.rateIndex(sampleRate) != nil && (extradata.isEmpty || extradata[0] >> 3 == 2)
    }

    /// Whether pictures have more range than BT.709 shows: PQ or HLG transfer.
    var isHighDynamicRange: Bool {
        colour.transfer == AVCOL_TRC_SMPTE2084.rawValue || colour.transfer == AVCOL_TRC_ARIB_STD_B67.rawValue
    }

    /// Whether pictures are coded as two fields.
    var isInterlaced: Bool { fieldOrder > AV_FIELD_PROGRESSIVE.rawValue }
}

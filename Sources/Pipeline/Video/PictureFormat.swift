internal import CFFmpeg

/// What decoded pictures must go through to be what encoders get: upright, square pixels, progressive, 8-bit 4:2:0,
/// BT.709 in limited range, of a given size.
struct PictureFormat: Sendable, Equatable {
    /// Upright pixels across.
    let width: Int
    /// Upright pixels down.
    let height: Int
    /// Clockwise degrees from stored to upright.
    let rotation: Int
    /// Whether the source is coded as fields.
    let isInterlaced: Bool
    /// What the container says of the colours, where frames say nothing.
    let colour: StreamParameters.Colour

    /// The wanted format of `track`'s pictures at an upright size.
    init(_ track: VideoTrack, width: Int, height: Int) {
        self.width = width
        self.height = height
        rotation = track.rotation
        isInterlaced = track.stream.isInterlaced
        colour = track.stream.colour
    }

    /// The filter chain for frames like `frame`; nil when they are as wanted already.
    func chain(for frame: borrowing Frame) -> String? {
        let picture = frame.handle.pointee
        let isTurned = rotation % 180 != 0
        let (width, height) = isTurned ? (height, width) : (width, height)
        let transfer = Self.known(picture.color_trc.rawValue, else: colour.transfer)
        let isHighDynamicRange =
            transfer == AVCOL_TRC_SMPTE2084.rawValue || transfer == AVCOL_TRC_ARIB_STD_B67.rawValue
        let isFullRange = Self.isFullRange(picture) || colour.range == AVCOL_RANGE_JPEG.rawValue
        let matrix = self.matrix(of: picture)
        var steps: [String] = []
        if isInterlaced { steps.append("estdif=mode=frame:deint=interlaced") }
        let isSized = picture.width == width && picture.height == height
        if isHighDynamicRange {
            if !isSized { steps.append("scale=\(width):\(height):flags=bicubic") }
            steps += Self.toneMapping(transfer: transfer, isFullRange: isFullRange)
        } else {
            let isPlain = picture.format == AV_PIX_FMT_YUV420P.rawValue
            if !isSized || !isPlain || isFullRange {
                let range = isFullRange ? "full" : "limited"
                steps.append("scale=\(width):\(height):flags=bicubic:in_range=\(range):out_range=limited")
                steps.append("format=yuv420p")
            }
            if matrix != "bt709" {
                steps.append(
                    "colorspace=all=bt709:iall=bt709:ispace=\(matrix):irange=tv:range=tv:format=yuv420p:fast=1")
            }
        }
        switch rotation {
        case 90: steps.append("transpose=clock")
        case 180: steps.append("hflip,vflip")
        case 270: steps.append("transpose=cclock")
        default: break
        }
        return steps.isEmpty ? nil : steps.joined(separator: ",")
    }

    /// PQ or HLG to BT.709: to linear light, 100 cd/m² as white, Hable's curve, and back.
    private static func toneMapping(transfer: UInt32, isFullRange: Bool) -> [String] {
        let curve = transfer == AVCOL_TRC_SMPTE2084.rawValue ? "smpte2084" : "arib-std-b67"
        let range = isFullRange ? "full" : "limited"
        return [
            "zscale=tin=\(curve):min=2020_ncl:pin=2020:rin=\(range):t=linear:npl=100", "format=gbrpf32le",
            "zscale=p=709", "tonemap=tonemap=hable:desat=0", "zscale=t=709:m=709:r=limited", "format=yuv420p",
        ]
    }

    /// The matrix coefficients in the terms of the `colorspace` filter. Without a statement: BT.709 from 720 lines on,
    /// BT.601 below, as players guess.
    private func matrix(of picture: AVFrame) -> String {
        switch Self.known(picture.colorspace.rawValue, else: colour.matrix) {
        case AVCOL_SPC_BT709.rawValue: "bt709"
        case AVCOL_SPC_BT470BG.rawValue: "bt470bg"
        case AVCOL_SPC_SMPTE170M.rawValue: "smpte170m"
        case AVCOL_SPC_SMPTE240M.rawValue: "smpte240m"
        case AVCOL_SPC_FCC.rawValue: "fcc"
        case AVCOL_SPC_BT2020_NCL.rawValue, AVCOL_SPC_BT2020_CL.rawValue: "bt2020nc"
        case AVCOL_SPC_RGB.rawValue: "bt709"
        default: min(picture.width, picture.height) >= 720 ? "bt709" : "smpte170m"
        }
    }

    private static func isFullRange(_ picture: AVFrame) -> Bool {
        let named = [
            AV_PIX_FMT_YUVJ420P.rawValue, AV_PIX_FMT_YUVJ422P.rawValue, AV_PIX_FMT_YUVJ444P.rawValue,
            AV_PIX_FMT_YUVJ440P.rawValue, AV_PIX_FMT_YUVJ411P.rawValue,
        ]
        return named.contains(picture.format) || picture.color_range == AVCOL_RANGE_JPEG
    }

    private static func known(_ value: UInt32, else fallback: UInt32) -> UInt32 { value == 2 ? fallback : value }
}

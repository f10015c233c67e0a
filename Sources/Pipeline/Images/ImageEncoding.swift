internal import CVips

/// Writing a picture as a file, which is when its pixels are made.
extension Picture {
    /// The file. `frameHeight` is the height of one frame where several lie one below the other.
    func encoded(as output: ImageOutput, frameHeight: Int, _ stop: StopSignal) throws -> EncodedImage {
        try stop.check("ImageEncoding")
        let saver = try Operation(output.format == .avif ? "heifsave_buffer" : "\(output.format.rawValue)save_buffer")
        saver.set("in", self)
        saver.set("strip", !output.keepsCopyright && !output.keepsProfile)
        if frameHeight < height { saver.set("page-height", frameHeight) }
        output.apply(to: saver, pixels: width * height)
        do throws(MediaError) { try saver.run(.corrupt) } catch { throw stop.failure(error.operation) }
        let bytes = try saver.bytes()
        try stop.check("ImageEncoding")
        return EncodedImage(
            bytes: bytes, contentType: output.format.contentType, width: width, height: frameHeight)
    }
}

extension ImageOutput {
    fileprivate func apply(to saver: borrowing Operation, pixels: Int) {
        let quality = quality ?? 80
        switch format {
        case .jpeg:
            saver.set("Q", quality)
            saver.set("interlace", isProgressive)
            saver.set("optimize-coding", isProgressive || (effort ?? 1) > 5)
        case .png:
            saver.set("compression", effort.map { min(9, $0) } ?? 6)
            saver.set("interlace", isProgressive)
        case .webp:
            saver.set("Q", quality)
            saver.set("effort", effort.map { ($0 - 1) * 6 / 9 } ?? 4)
        case .avif:
            saver.set("Q", AVIFSettings.quality(quality))
            saver.set("effort", effort.map { $0 - 1 } ?? AVIFSettings.effort(pixels: pixels))
            saver.set("compression", VIPS_FOREIGN_HEIF_COMPRESSION_AV1.rawValue)
            saver.set("bitdepth", 8)
        case .gif:
            saver.set("effort", effort ?? 7)
            saver.set("interlace", isProgressive)
        case .tiff:
            saver.set("compression", VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE.rawValue)
            saver.set("predictor", VIPS_FOREIGN_TIFF_PREDICTOR_HORIZONTAL.rawValue)
        case .jxl:
            saver.set("Q", quality)
            saver.set("effort", max(3, effort.map { min(9, $0) } ?? 4))
        case .heic, .jp2: break
        }
    }
}

/// What the AV1 encoder is asked for.
enum AVIFSettings {
    /// The encoder's scale is another one: 50 looks like JPEG's 80.
    static func quality(_ quality: Int) -> Int { max(1, min(100, quality * 5 / 8)) }

    /// 0 (fastest) … 9, by how much there is to encode: time grows with the pixels, and what effort saves does not.
    static func effort(pixels: Int) -> Int {
        pixels <= 1_000_000 ? 1 : 0
    }
}

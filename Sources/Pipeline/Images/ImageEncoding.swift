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
        do throws(MediaError) { try saver.run(.corrupt) } catch { throw stop.reason(of: error) }
        var bytes = try saver.bytes()
        if output.format == .webp, !output.keepsCopyright { bytes = WebPContainer.withoutExif(bytes) }
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
            saver.set("effort", effort.map { ($0 - 1) * 6 / 9 } ?? EffortChoice.webp(pixels))
        case .avif:
            // The encoder counts differently: its 52 comes near to the 80 of JPEG.
            saver.set("Q", max(1, quality * 13 / 20))
            saver.set("effort", effort.map { $0 - 1 } ?? EffortChoice.avif(pixels))
            saver.set("compression", VIPS_FOREIGN_HEIF_COMPRESSION_AV1.rawValue)
            saver.set("bitdepth", 8)
        case .gif:
            saver.set("effort", effort ?? EffortChoice.gif(pixels))
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

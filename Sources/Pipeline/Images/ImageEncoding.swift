internal import CVips

/// Writing a picture as a file, which is when its pixels are made.
extension Picture {
    /// The file. `frameHeight` is the height of one frame where several lie one below the other.
    func encoded(as output: ImageOutput, frameHeight: Int, _ stop: StopSignal) throws -> EncodedImage {
        try stop.check("ImageEncoding")
        let saver = try Operation(output.format == .avif ? "heifsave_buffer" : "\(output.format.rawValue)save_buffer")
        saver.set("in", output.format == .webp ? try shell() : self)
        saver.set("strip", !output.keepsCopyright && !output.keepsProfile)
        if frameHeight < height { saver.set("page-height", frameHeight) }
        output.apply(to: saver, pixels: width * height)
        do throws(MediaError) {
            try withExtendedLifetime(self) { () throws(MediaError) in try saver.run(.corrupt) }
        } catch { throw stop.reason(of: error) }
        var bytes = try saver.bytes()
        if output.format == .webp, !output.keepsCopyright { bytes = WebPContainer.withoutExif(bytes) }
        try stop.check("ImageEncoding")
        return EncodedImage(
            bytes: bytes, contentType: output.format.contentType, width: width, height: frameHeight)
    }
}

extension ImageOutput {
    /// The effort as the codec's library counts it, where it knows any.
    func codecEffort(pixels: Int) -> Int {
        switch format {
        case .png: effort.map { min(9, $0) } ?? 6
        case .webp: effort.map { ($0 - 1) * 6 / 9 } ?? EffortChoice.webp(pixels)
        case .avif: effort.map { $0 - 1 } ?? EffortChoice.avif(pixels)
        case .gif: effort ?? EffortChoice.gif(pixels)
        case .jxl: max(3, effort.map { min(9, $0) } ?? 4)
        case .jpeg, .tiff, .heic, .jp2: 0
        }
    }

    /// Whether the codes of a JPEG are chosen for this picture, for which all of it has to be there.
    var optimises: Bool { isProgressive || (effort ?? 1) > 5 }

    fileprivate func apply(to saver: borrowing Operation, pixels: Int) {
        let quality = quality ?? 80
        let effort = codecEffort(pixels: pixels)
        switch format {
        case .jpeg:
            saver.set("Q", quality)
            saver.set("interlace", isProgressive)
            saver.set("optimize-coding", optimises)
        case .png:
            saver.set("compression", effort)
            saver.set("interlace", isProgressive)
        case .webp:
            saver.set("Q", quality)
            saver.set("effort", effort)
        case .avif:
            // The encoder counts differently: its 52 comes near to the 80 of JPEG.
            saver.set("Q", max(1, quality * 13 / 20))
            saver.set("effort", effort)
            saver.set("compression", VIPS_FOREIGN_HEIF_COMPRESSION_AV1.rawValue)
            saver.set("bitdepth", 8)
        case .gif:
            saver.set("effort", effort)
            saver.set("interlace", isProgressive)
        case .tiff:
            saver.set("compression", VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE.rawValue)
            saver.set("predictor", VIPS_FOREIGN_TIFF_PREDICTOR_HORIZONTAL.rawValue)
        case .jxl:
            saver.set("Q", quality)
            saver.set("effort", effort)
        case .heic, .jp2: break
        }
    }
}

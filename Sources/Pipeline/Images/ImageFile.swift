internal import CVips

/// An image file that was looked at: of an accepted format and within the limits, not yet decoded.
struct ImageFile {
    /// What the file says of itself.
    let header: ImageHeader
    private let source: any ByteSource
    private let stop: StopSignal
    /// Where pictures are kept that were decoded, for further sizes of them; nil keeps none.
    private let pictures: DecodedPictureCache?
    /// What was opened for the header: the fields without the pixels.
    private let fields: Picture

    /// Reads the header of `source`. Throws `unsupported` for what is no accepted image, `corrupt` for a damaged header,
    /// `limitExceeded` for what is too much to be decoded.
    init(_ source: any ByteSource, _ stop: StopSignal, keepingIn pictures: DecodedPictureCache? = nil) throws {
        let format = try Self.format(of: source)
        guard source.size <= ImageLimits.fileBytes else {
            throw MediaError(.limitExceeded, "ImageFile", "an image file may have \(ImageLimits.fileBytes) bytes")
        }
        self.source = source
        self.stop = stop
        self.pictures = pictures
        fields = try Self.open(source, format, stop) { _ in }
        header = ImageHeader(fields, format: format)
        try ImageLimits.check(header)
    }

    /// The picture on `page`, made smaller on the way as far as it is of use for `wanted` stored pixels, or all the way.
    func load(page: Int, for wanted: PixelSize) throws -> Picture {
        let shrink = LoadShrink(header, for: wanted)
        guard page == 0, let divisor = JPEGReduction.divisor(header, shrink, wanted) else {
            return try load(page: page, shrink: shrink)
        }
        let picture = try JPEGReduction.picture(fields, from: try rows(dividingBy: divisor), in: wanted)
        stop.watch(picture)
        return picture
    }

    /// The rows of a JPEG: those that are kept, or from the decoder, to be kept on their way if they may.
    private func rows(dividingBy divisor: Int) throws(MediaError) -> any RowSource {
        guard let pictures, let content = source.content else {
            return try JPEGDecoder(source, dividingBy: divisor, stop)
        }
        let name = DecodedPictureCache.Name(content: content, divisor: divisor)
        if let kept = pictures.picture(name) { return DecodedRows(kept, stop) }
        let decoder = try JPEGDecoder(source, dividingBy: divisor, stop)
        return RowRecorder(decoder, as: name, in: pictures) ?? decoder
    }

    /// The picture on `page`, or all frames one below the other when nil; its pixels follow on demand, from the top to the
    /// bottom and once only. `shrink` may make it smaller on the way.
    func load(page: Int?, shrink: LoadShrink = .none) throws -> Picture {
        if let page, !(0..<header.pages).contains(page) {
            throw MediaError(.notFound, "ImageFile", "the file has \(header.pages) pages, counted from 0")
        }
        let picture = try Self.open(source, header.format, stop) { loader in
            if header.format.hasPages {
                loader.set("page", page ?? 0)
                loader.set("n", page == nil ? -1 : 1)
            }
            shrink.apply(to: loader)
        }
        try checkPage(picture, isWhole: page == nil)
        stop.watch(picture)
        return picture
    }

    /// A later page may be larger than the first, of which the header told.
    private func checkPage(_ picture: Picture, isWhole: Bool) throws(MediaError) {
        guard !isWhole else {
            let frame = PixelSize(width: picture.width, height: header.storedHeight)
            return try ImageLimits.checkAnimation(frames: header.pages, of: frame)
        }
        try ImageLimits.check(ImageHeader(picture, format: header.format))
    }

    private static func format(of source: any ByteSource) throws(MediaError) -> ImageFormat {
        var bytes = [UInt8](repeating: 0, count: ImageFormat.signatureLength)
        var (count, failure): (Int, MediaError?) = (0, nil)
        bytes.withUnsafeMutableBytes { buffer in
            do throws(MediaError) { count = try source.read(into: buffer, at: 0) } catch { failure = error }
        }
        if let failure { throw failure }
        guard let format = ImageFormat(firstBytes: Array(bytes.prefix(count))) else {
            throw MediaError(.unsupported, "ImageFormat", "not an image in a format that is accepted")
        }
        return format
    }

    /// Opens a file, which reads its header. Damage of any kind is an error, so that nobody gets half a picture.
    private static func open(
        _ source: any ByteSource, _ format: ImageFormat, _ stop: StopSignal, _ options: (borrowing Operation) -> Void
    ) throws -> Picture {
        let stream = try ByteStream(source, stop)
        let loader = try Operation(format.loader)
        loader.set("source", source: stream.handle)
        loader.set("access", VIPS_ACCESS_SEQUENTIAL.rawValue)
        loader.set("fail-on", VIPS_FAIL_ON_ERROR.rawValue)
        options(loader)
        do throws(MediaError) { try loader.run(.corrupt) } catch {
            // Whole, but of a kind that libvips does not know: its text says so, and nothing is decided by that.
            let isForeign = !stop.isStopped && format == .tiff && TIFFDirectory(source).isSubsampled
            throw stop.reason(of: isForeign ? Vips.error(error.operation, .unsupported) : error)
        }
        return try loader.picture()
    }
}

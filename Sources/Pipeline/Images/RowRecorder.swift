/// Passes on the rows of a decoder and keeps them: once the last has come, all of them go into a cache as a picture. What was
/// damaged, cancelled, or asked for in part only is not kept.
final class RowRecorder: RowSource {
    private let decoder: JPEGDecoder
    private let name: DecodedPictureCache.Name
    private let cache: DecodedPictureCache
    private let picture: DecodedPicture
    private var next = 0

    /// Nil when `cache` has no room for the picture.
    init?(_ decoder: JPEGDecoder, as name: DecodedPictureCache.Name, in cache: DecodedPictureCache) {
        guard let room = cache.room(for: decoder.size, bands: decoder.bands) else { return nil }
        self.decoder = decoder
        self.name = name
        self.cache = cache
        picture = room
    }

    deinit {
        if next < size.height { cache.giveUp(picture) }
    }

    var size: PixelSize { decoder.size }
    var bands: Int { decoder.bands }

    func nextRow() -> UnsafePointer<UInt8>? {
        guard next < size.height else { return nil }
        let row = picture.row(next)
        guard decoder.decodeRow(into: row) else { return nil }
        next += 1
        if next == size.height { cache.keep(picture, as: name) }
        return UnsafePointer(row)
    }
}

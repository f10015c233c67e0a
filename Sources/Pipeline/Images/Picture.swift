internal import CVips

/// A libvips image: a size, a kind of pixel, fields of metadata, and a recipe for pixels that are made on demand.
///
/// Immutable once made, so that any number of threads may use it and pictures made from it share it (libvips' rule for
/// images); fields are changed on a private copy only. Released with the last reference.
final class Picture {
    let handle: UnsafeMutablePointer<VipsImage>

    /// Takes over one reference.
    init(owning handle: UnsafeMutablePointer<VipsImage>) {
        self.handle = handle
        NativeLedger.pictures.add(1)
    }

    deinit {
        g_object_unref(handle)
        NativeLedger.pictures.add(-1)
    }

    /// Pixels across.
    var width: Int { Int(vips_image_get_width(handle)) }
    /// Pixels down, of all frames together.
    var height: Int { Int(vips_image_get_height(handle)) }
    /// Samples of a pixel.
    var bands: Int { Int(vips_image_get_bands(handle)) }
    /// Bytes of a sample.
    var sampleSize: Int { Int(vips_format_sizeof(format)) }
    /// The kind of sample.
    var format: VipsBandFormat { vips_image_get_format(handle) }
    /// What the samples mean.
    var interpretation: VipsInterpretation { vips_image_guess_interpretation(handle) }
    /// Whether the last sample says how opaque the pixel is.
    var hasAlpha: Bool { vips_image_hasalpha(handle) != 0 }

    /// The picture `operation` makes of this one with what `options` sets.
    func applying(
        _ operation: String, input: String = "in", _ options: (borrowing Operation) -> Void = { _ in }
    ) throws(MediaError) -> Picture {
        let operation = try Operation(operation)
        operation.set(input, self)
        options(operation)
        try operation.run()
        return try operation.picture()
    }

    /// The pixels, made now and kept in memory, so that they can be read in any order. Damage shows here.
    func inMemory(_ stop: StopSignal) throws -> Picture {
        guard let copy = vips_image_copy_memory(handle) else { throw stop.failure("vips_image_copy_memory") }
        let picture = Picture(owning: copy)
        // What is made from the copy would otherwise not hear of the signal.
        stop.watch(picture)
        return picture
    }
}

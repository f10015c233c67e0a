internal import CVips

/// Pictures to samples in memory and back.
extension Picture {
    /// The samples of a picture in sRGB or grey, of one that has grey and alpha as RGBA. Makes the pixels.
    func raster(dotsPerInch: Double?, _ stop: StopSignal) throws -> Raster {
        let picture = bands == 2 ? try inColour() : self
        guard let layout = Raster.Layout(rawValue: picture.bands), picture.format == VIPS_FORMAT_UCHAR else {
            throw MediaError(.engine, "Raster", "\(picture.bands) samples a pixel are not expected here")
        }
        var size = 0
        guard let memory = vips_image_write_to_memory(picture.handle, &size) else {
            throw stop.failure("vips_image_write_to_memory")
        }
        defer { g_free(memory) }
        return try Raster(
            width: picture.width, height: picture.height, layout: layout, dotsPerInch: dotsPerInch
        ) { target in
            guard size == target.count else {
                throw MediaError(.engine, "vips_image_write_to_memory", "\(size) bytes for \(target.count)")
            }
            UnsafeMutableRawBufferPointer(target).copyMemory(from: UnsafeRawBufferPointer(start: memory, count: size))
        }
    }

    /// A picture with a copy of the samples of `raster`.
    convenience init(_ raster: Raster) throws(MediaError) {
        try Vips.prepare()
        let handle = raster.samples.withUnsafeBytes { samples in
            vips_image_new_from_memory_copy(
                samples.baseAddress, samples.count, Int32(raster.width), Int32(raster.height),
                Int32(raster.layout.rawValue), VIPS_FORMAT_UCHAR)
        }
        guard let handle else { throw Vips.error("vips_image_new_from_memory_copy") }
        self.init(owning: handle)
        handle.pointee.Type = raster.layout == .grey ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB
    }
}

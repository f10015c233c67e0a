internal import CVips

/// Pictures whose pixels are made by code of ours, from those of another.
extension Picture {
    /// A picture like this one whose pixels `generate` makes on demand; `change` sets its size. `maker`, which is what
    /// `generate` gets last, lives as long as the picture does, and must hold what it takes pixels from.
    func generating(
        _ maker: AnyObject, _ change: (inout VipsImage) -> Void, by generate: VipsGenerateFn
    ) throws(MediaError) -> Picture {
        guard let image = vips_image_new() else { throw Vips.error("vips_image_new") }
        let result = Picture(owning: image)
        var inputs: [UnsafeMutablePointer<VipsImage>?] = [handle, nil]
        try Vips.check(
            vips_image_pipeline_array(image, VIPS_DEMAND_STYLE_THINSTRIP, &inputs), "vips_image_pipeline_array")
        change(&image.pointee)
        let kept = Unmanaged.passRetained(maker).toOpaque()
        let object = UnsafeMutableRawPointer(image).assumingMemoryBound(to: GObject.self)
        g_object_set_data_full(object, "maker", kept) { maker in
            maker.map { Unmanaged<AnyObject>.fromOpaque($0).release() }
        }
        try Vips.check(
            vips_image_generate(image, vips_start_one, generate, vips_stop_one, handle, kept), "vips_image_generate")
        return result
    }
}

extension UnsafeMutablePointer<VipsRegion> {
    /// Where the pixel at (`x`, `y`) of the picture lies; it must be in the region. Samples have 8 bits.
    func pixels(_ x: Int, _ y: Int32, _ bands: Int) -> UnsafeMutablePointer<UInt8> {
        let (row, column) = (Int(y - pointee.valid.top), x - Int(pointee.valid.left))
        return pointee.data + row * Int(pointee.bpl) + column * bands
    }
}

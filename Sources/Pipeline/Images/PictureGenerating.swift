internal import CVips

/// Makes the pixels of one picture from those of another. Any thread may ask for some.
protocol PixelMaker: AnyObject {
    /// Makes the pixels that `output` is to hold. Not zero when `source` has none to give.
    func fill(_ output: UnsafeMutablePointer<VipsRegion>, from source: UnsafeMutablePointer<VipsRegion>) -> Int32
}

/// What libvips hands back to a picture's maker: a pointer to it, whichever it is.
private final class MakerReference {
    let maker: any PixelMaker

    init(_ maker: any PixelMaker) { self.maker = maker }
}

extension Picture {
    /// A picture like this one whose pixels `maker` makes on demand; `change` sets its size. `maker` lives as long as the
    /// picture does, and must hold what it takes pixels from.
    func generating(_ maker: any PixelMaker, _ change: (inout VipsImage) -> Void) throws(MediaError) -> Picture {
        guard let image = vips_image_new() else { throw Vips.error("vips_image_new") }
        let result = Picture(owning: image)
        var inputs: [UnsafeMutablePointer<VipsImage>?] = [handle, nil]
        try Vips.check(
            vips_image_pipeline_array(image, VIPS_DEMAND_STYLE_THINSTRIP, &inputs), "vips_image_pipeline_array")
        change(&image.pointee)
        let kept = Unmanaged.passRetained(MakerReference(maker)).toOpaque()
        let object = UnsafeMutableRawPointer(image).assumingMemoryBound(to: GObject.self)
        g_object_set_data_full(object, "maker", kept) { maker in
            maker.map { Unmanaged<MakerReference>.fromOpaque($0).release() }
        }
        let generate: VipsGenerateFn = { output, source, _, maker, _ in
            guard let output, let source, let maker else { return -1 }
            return Unmanaged<MakerReference>.fromOpaque(maker).takeUnretainedValue().maker
                .fill(output, from: source.assumingMemoryBound(to: VipsRegion.self))
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

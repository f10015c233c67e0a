internal import CVips

extension Picture {
    /// A picture with the same pixels, which are not copied, that does not keep this one: whoever has both must hold this one
    /// until nobody asks for pixels any more.
    ///
    /// For savers that do not let go of their input: libvips' `webpsave` (8.14) keeps it when it fails, and with it all that
    /// went before, the loader and the open file. Of a shell it keeps next to nothing.
    func shell() throws(MediaError) -> Picture {
        guard let shell = vips_image_new() else { throw Vips.error("vips_image_new") }
        let picture = Picture(owning: shell)
        var inputs: [UnsafeMutablePointer<VipsImage>?] = [handle, nil]
        try Vips.check(
            vips_image_pipeline_array(shell, VIPS_DEMAND_STYLE_THINSTRIP, &inputs), "vips_image_pipeline_array")
        let pass: VipsGenerateFn = { output, source, _, _, _ in
            guard let output, let source = source?.assumingMemoryBound(to: VipsRegion.self) else { return -1 }
            var area = output.pointee.valid
            guard vips_region_prepare(source, &area) == 0 else { return -1 }
            return vips_region_region(output, source, &area, area.left, area.top)
        }
        try Vips.check(
            vips_image_generate(shell, vips_start_one, pass, vips_stop_one, handle, nil), "vips_image_generate")
        return picture
    }
}

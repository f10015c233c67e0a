internal import CVips

/// Steps that change what samples mean.
extension Picture {
    /// In sRGB with 8 bits, or its grey; alpha stays. `keepsProfile` leaves RGB and grey in the space of the profile that
    /// the file brought, and the profile with it.
    ///
    /// A profile that fits is followed, also for CMYK, which without one is taken for the printing colours that libvips
    /// has built in. Without any profile, or with a damaged one, the file's kind of pixel says what is meant, sRGB for RGB.
    func inSRGB(keepsProfile: Bool = false) throws(MediaError) -> Picture {
        let model = ColourModel(interpretation)
        let hasProfile = hasField(VIPS_META_ICC_NAME)
        var result = self
        if model == .cmyk || (hasProfile && !keepsProfile && model != .lab) {
            do {
                result = try transformed(by: .embedded, or: model == .cmyk ? "cmyk" : "srgb")
            } catch  where hasProfile {
                // The transform is made before any pixel, so what cannot be followed is the profile.
                if model == .cmyk { result = try transformed(by: .builtIn, or: "cmyk") }
            }
            if model == .grey {
                result = try result.converted(to: VIPS_INTERPRETATION_B_W)
            }
        }
        let isGrey = model == .grey
        result = try result.converted(to: isGrey ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB)
        if result.format != VIPS_FORMAT_UCHAR {
            result = try result.applying("cast") { $0.set("format", VIPS_FORMAT_UCHAR.rawValue) }
        }
        let wanted = (isGrey ? 1 : 3) + (result.hasAlpha ? 1 : 0)
        guard result.bands > wanted else { return result }
        return try result.applying("extract_band", input: "in") { $0.set("n", wanted) }
    }

    private enum Profile { case embedded, builtIn }

    /// Brought to sRGB by the profile that the file has, or by the one that libvips calls `name`.
    private func transformed(by profile: Profile, or name: String) throws(MediaError) -> Picture {
        try applying("icc_transform") {
            $0.set("output-profile", "srgb")
            $0.set("embedded", profile == .embedded)
            $0.set("input-profile", name)
            $0.set("intent", VIPS_INTENT_RELATIVE.rawValue)
            $0.set("black-point-compensation", true)
            $0.set("depth", 8)
        }
    }

    private func converted(to space: VipsInterpretation) throws(MediaError) -> Picture {
        guard vips_image_get_interpretation(handle) != space else { return self }
        return try applying("colourspace") {
            $0.set("space", space.rawValue)
            $0.set("source-space", interpretation.rawValue)
        }
    }

    /// Grey as RGB; alpha stays.
    func inColour() throws(MediaError) -> Picture { try converted(to: VIPS_INTERPRETATION_sRGB) }

    /// Without transparency, on `colour`.
    func flattened(onto colour: ImageColour) throws(MediaError) -> Picture {
        guard hasAlpha else { return self }
        let picture = bands < 3 && !colour.isGrey ? try inColour() : self
        return try picture.applying("flatten") {
            $0.set("background", colour.pixel(bands: picture.bands - 1))
            $0.set("max-alpha", 255.0)
        }
    }

    /// With what it takes to have `colour` beside it: three colours, an alpha sample.
    func readyFor(_ colour: ImageColour) throws(MediaError) -> Picture {
        let picture = bands < 3 && !colour.isGrey ? try inColour() : self
        return colour.isOpaque || picture.hasAlpha
            ? picture : try picture.applying("bandjoin_const") { $0.set("c", [255.0]) }
    }
}

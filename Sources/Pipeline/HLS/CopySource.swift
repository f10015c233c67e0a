/// Whether, and as what, a source's own H.264 can be a rung.
enum CopySource {
    /// Whether every player of the ladder can show the source's video as it is: H.264 up to High, 8-bit 4:2:0,
    /// progressive, upright, square pixels, every picture shown, parameter sets known.
    static func isPlayable(_ video: VideoTrack) -> Bool {
        video.stream.isProgressive420H264
            && video.rotation == 0
            && video.stream.pixelAspect == Rational(1)
            && video.stream.width % 2 == 0 && video.stream.height % 2 == 0
            && H264.parameterSets(configuration: video.stream.extradata).count >= 2
            && !video.packets.flags.contains { $0.contains(.hidden) }
    }

    /// Whether the copy's mean and highest segment rate, bits per second, suit a rung of `rate`.
    static func isWithin(rate: Int, peak: Int, mean: Int) -> Bool { mean <= rate && peak <= 2 * rate }
}

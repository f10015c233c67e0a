extension HLSPresentation {
    /// What a person would say of the file.
    public var description: MediaDescription {
        var description = MediaDescription(kind: index.video == nil ? .audio : .video)
        description.container = index.container
        description.duration = Self.rounded(duration, places: 1_000_000)
        description.audioCodecs = index.audioCodecs
        if let video = index.video {
            let size = video.displaySize
            description.width = size.width
            description.height = size.height
            description.rotation = video.rotation
            description.videoCodec = video.stream.codecName
            description.frameRate = rungs.first.map { Self.rounded($0.frameRate, places: 1000) }
        }
        return description
    }

    private static func rounded(_ value: Double, places: Double) -> Double { (value * places).rounded() / places }
}

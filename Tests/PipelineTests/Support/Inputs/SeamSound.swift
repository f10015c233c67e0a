/// A sound to listen for seams in: made for the test, since noise does not compress.
struct SeamSound: Sendable, CustomStringConvertible {
    /// What it is called.
    var description: String
    /// The libavfilter source that makes it.
    var filter: String

    static let seconds = 60

    /// The sounds of the tests.
    static let all = [
        SeamSound(
            description: "sine",
            filter: "aevalsrc='0.5*sin(2*PI*997*t)|0.5*sin(2*PI*997*t+0.7)':s=48000:d=\(seconds)"),
        SeamSound(
            description: "chord",
            filter: "aevalsrc='0.15*(sin(2*PI*220*t)+sin(2*PI*277.18*t)+sin(2*PI*329.63*t)+sin(2*PI*440*t))|"
                + "0.15*(sin(2*PI*220*t+1)+sin(2*PI*277.18*t+2)+sin(2*PI*659.26*t)+sin(2*PI*440*t+3))'"
                + ":s=48000:d=\(seconds)"),
        SeamSound(
            description: "chord at 44.1 kHz",
            filter: "aevalsrc='0.15*(sin(2*PI*220*t)+sin(2*PI*277.18*t)+sin(2*PI*329.63*t)+sin(2*PI*440*t))|"
                + "0.15*(sin(2*PI*220*t+1)+sin(2*PI*277.18*t+2)+sin(2*PI*659.26*t)+sin(2*PI*440*t+3))'"
                + ":s=44100:d=\(seconds)"),
        SeamSound(description: "white noise", filter: noise("white", amplitude: 0.25)),
        SeamSound(description: "pink noise", filter: noise("pink", amplitude: 0.4)),
    ]

    private static func noise(_ colour: String, amplitude: Double) -> String {
        let sides = [("l", 7), ("r", 8)].map { name, seed in
            "anoisesrc=color=\(colour):seed=\(seed):amplitude=\(amplitude):sample_rate=48000:duration=\(seconds)[\(name)]"
        }
        return (sides + ["[l][r]join=inputs=2:channel_layout=stereo"]).joined(separator: ";")
    }

    /// Writes the sound as FLAC, with a tiny picture track and no key frame but the first, to `folder`.
    func write(to folder: TemporaryFolder) async throws -> String {
        let path = folder.path("sound.mkv")
        try await FFmpeg.make(
            path,
            [
                "-f", "lavfi", "-i", filter, "-f", "lavfi", "-i",
                "testsrc2=size=64x48:rate=25:duration=\(Self.seconds)",
                "-map", "1:v", "-map", "0:a", "-c:v", "libx264", "-preset", "ultrafast", "-g", "1000", "-c:a", "flac",
            ])
        return path
    }
}

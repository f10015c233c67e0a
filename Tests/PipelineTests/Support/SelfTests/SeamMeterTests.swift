import Testing

/// The meter of audio seams sees what it is for.
@Suite("Seam meter")
struct SeamMeterTests {
    @Test("A sound against itself is perfect, whatever its delay", arguments: [0, 3, 1024])
    func identity(delay: Int) throws {
        let original = (0..<96_000).flatMap { index in
            let value = Float(index % 97) / 97 - 0.5
            return [value, -value]
        }
        let late = [Float](repeating: 0, count: delay * 2) + original
        let meter = SeamMeter(original: original, decoded: late, lag: delay + 2, slack: 4)
        #expect(meter.lag == delay)
        #expect(try #require(meter.ratio(at: 48_000)) > 100)
        #expect(meter.ratio(at: 100) == nil)
    }

    @Test("Segments encoded each by itself have seams that the meter sees", arguments: SeamSound.all.prefix(2))
    func naive(sound: SeamSound) async throws {
        let folder = try TemporaryFolder()
        let source = try await sound.write(to: folder)
        let length = 192 * 1024
        let original = Array(try await FFmpeg.samples(source).prefix(3 * length * 2))
        var joined: [UInt8] = []
        for number in 0..<3 {
            let path = folder.path("\(number).aac")
            let trim = "atrim=start_sample=\(number * length):end_sample=\((number + 1) * length)"
            try await FFmpeg.make(path, ["-i", source, "-map", "0:a", "-af", trim, "-c:a", "aac", "-b:a", "128k"])
            let frames = try SoundFrame.frames(in: try await runSuccessfully("cat", [path]).output)
            joined += frames.prefix(192).flatMap(\.bytes)
        }
        let decoded = try await FFmpeg.samples(try folder.write(joined, as: "joined.aac"))
        let meter = SeamMeter(original: original, decoded: decoded, lag: 1024, slack: 4)
        let seam = try #require(meter.ratio(at: length))
        let inside = try #require(meter.ratio(at: length * 3 / 2))
        #expect(seam < inside - 10, "\(seam) dB at the seam, \(inside) dB inside")
    }
}

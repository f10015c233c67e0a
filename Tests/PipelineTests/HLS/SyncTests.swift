import Pipeline
import Testing

extension HLS {
    /// Sound and picture, measured after decoding.
    @Suite("Lip sync", .serialized)
    struct SyncTests {
        @Test("A flash and a beep that begin together still do", arguments: ["sync-aac.mp4", "sync-flac.mkv"])
        func flashAndBeep(name: String) async throws {
            let input = try #require(Inputs.fixtures.first { $0.name == name })
            let ladder = try await Ladders.shared.ladder(of: input)
            let rung = try #require(ladder.rungs.first)
            let folder = try TemporaryFolder()
            let path = try rung.joined(in: folder)

            let times = rung.parts.flatMap(\.stream.pictures).map { Double($0.pts) / 90_000 }.sorted()
            let pictures = try await FFmpeg.decode(path, width: 8, height: 8).pictures
            let bright = pictures.map { Colours.brightness($0) > 128 }
            let flashes = bright.indices.filter { bright[$0] && ($0 == 0 || !bright[$0 - 1]) }.map { times[$0] }

            let samples = try await FFmpeg.samples(path)
            let start = try #require(rung.parts.first?.stream.sounds.first).pts / 90_000
            let beeps = Self.onsets(samples).map { start + Double($0) / 48_000 }

            #expect(flashes.count == 9)
            #expect(beeps.count == 9)
            for (flash, beep) in zip(flashes, beeps) {
                #expect(abs(flash - beep) < 0.006, "flash at \(flash), beep at \(beep)")
            }
        }

        /// Where loud passages begin, in frames of two samples; 0.3 s must pass before the next.
        private static func onsets(_ samples: [Float]) -> [Int] {
            var onsets: [Int] = []
            for index in stride(from: 0, to: samples.count, by: 2) where abs(samples[index]) > 0.2 {
                if let last = onsets.last, index / 2 - last < 14_400 { continue }
                onsets.append(index / 2)
            }
            return onsets
        }
    }
}

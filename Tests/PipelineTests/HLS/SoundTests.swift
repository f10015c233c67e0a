import Pipeline
import Testing

extension HLS {
    /// The sound of every rung, frame by frame.
    @Suite("Sound", .serialized)
    struct SoundTests {
        @Test("There is sound exactly where the source has some", arguments: Inputs.all)
        func presence(input: Input) async throws {
            let ladder = try await Ladders.shared.ladder(of: input)
            for rung in ladder.rungs {
                let has = rung.parts.contains { !$0.stream.sounds.isEmpty }
                #expect(has == (input.audio != nil), "\(rung.name)")
                let isDeclared = rung.parts.allSatisfy { ($0.stream.tables.audioPID != nil) == (input.audio != nil) }
                #expect(isDeclared, "\(rung.name): a stream in the PMT")
            }
        }

        @Test("Frames follow each other on the grid of 1024 samples", arguments: Inputs.all.filter { $0.audio != nil })
        func grid(input: Input) async throws {
            let ladder = try await Ladders.shared.ladder(of: input)
            expectNone(ladder.defects { TimeRules.soundGrid($0, ladder.source) })
            expectNone(ladder.defects { TimeRules.soundWithPicture($0, ladder.source) })
        }

        @Test(
            "AAC is copied frame by frame, anything else is encoded whole",
            arguments: Inputs.all.filter { $0.audio != nil && $0.extent == .whole })
        func frames(input: Input) async throws {
            let ladder = try await Ladders.shared.ladder(of: input)
            let rung = try #require(ladder.rungs.first)
            guard SoundRules.mustCopy(ladder.source), let stream = input.audio else {
                if ladder.source.audio?.codecName != "aac" {
                    expectNone(SoundRules.encoded(rung, source: ladder.source))
                }
                return
            }
            let copied = try await runSuccessfully(
                "ffmpeg",
                ["-v", "error", "-i", input.path, "-map", "0:\(stream)", "-c", "copy", "-f", "adts", "-"])
            let original = try SoundFrame.frames(in: copied.output)
            expectNone(SoundRules.copied(rung, original: original, source: ladder.source))
            expectNone(SoundRules.copiedTimes(rung, source: ladder.source))
        }
    }
}

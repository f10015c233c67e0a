import Pipeline
import Testing

extension HLS {
    /// What a player sees: the segments of a rung one after the other, through ffmpeg's decoders.
    @Suite("Decoded rungs", .serialized)
    struct DecodeTests {
        @Test("A rung decodes without a complaint, picture for picture", arguments: Inputs.all)
        func clean(input: Input) async throws {
            let ladder = try await Ladders.shared.ladder(of: input)
            for rung in ladder.rungs {
                for (index, run) in rung.runs.enumerated() {
                    let decoded = try await DecodedRuns.shared.run(index, of: rung, input)
                    #expect(decoded.errors == "", "\(rung.name) from \(run.startIndex)")
                    let count = run.reduce(0) { $0 + $1.stream.pictures.count }
                    #expect(decoded.pictures.count == count, "\(rung.name) from \(run.startIndex)")
                }
            }
        }

        @Test(
            "Pictures are the source's: upright, in order, in their colours",
            arguments: Inputs.all.filter { $0.video != nil && $0.extent == .whole && $0.keepsColours })
        func pictures(input: Input) async throws {
            let ladder = try await Ladders.shared.ladder(of: input)
            let sources = try await Self.sources(ladder)
            for rung in ladder.rungs {
                let made = try await DecodedRuns.shared.run(0, of: rung, input)
                let count = made.pictures.count
                try #require(count == sources.first?.count, "\(rung.name)")
                // Containers that do not name their matrix may be read as either.
                let errors = sources.map { source in zip(made.pictures, source).map { Colours.difference($0, $1) } }
                let best = try #require(errors.min { $0.reduce(0, +) < $1.reduce(0, +) })
                #expect(best.reduce(0, +) / Double(count) < 4, "\(rung.name): mean difference")
                #expect(best.max() ?? 0 < 12, "\(rung.name): picture \(best.firstIndex(of: best.max() ?? 0) ?? 0)")
                let source = sources[errors.firstIndex(of: best) ?? 0]
                let displaced = made.pictures.indices.filter { index in
                    [index - 1, index + 1].contains { neighbour in
                        source.indices.contains(neighbour)
                            && Colours.difference(made.pictures[index], source[neighbour]) < best[index] - 1
                    }
                }
                #expect(displaced.isEmpty, "\(rung.name): pictures that look like their neighbours: \(displaced)")
            }
        }

        /// The source's pictures, read with each matrix that it may mean.
        private static func sources(_ ladder: EncodedLadder) async throws -> [[[UInt8]]] {
            let (width, height) = DecodedRuns.size(ladder.input)
            let isTagged = ![nil, "unknown", "reserved"].contains(ladder.source.video?.colorSpace)
            var readings: [[[UInt8]]] = []
            for matrix in isTagged ? ["auto"] : ["bt601", "bt709"] {
                let decoded = try await FFmpeg.decode(
                    ladder.input.path, stream: "0:\(ladder.input.video ?? 0)",
                    matrix: matrix, width: width, height: height)
                readings.append(decoded.pictures)
            }
            return readings
        }
    }
}

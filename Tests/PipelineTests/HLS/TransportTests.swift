import Pipeline
import Testing

extension HLS {
    /// Packet-level conformance of every segment of every rung.
    @Suite("Transport stream", .serialized)
    struct TransportTests {
        @Test("A segment opens with PAT, PMT and its picture stream", arguments: Inputs.all)
        func opening(input: Input) async throws {
            let ladder = try await Ladders.shared.ladder(of: input)
            expectNone(ladder.defects { $0.defects(OpeningRules.tablesFirst) })
            expectNone(ladder.defects { $0.defects(OpeningRules.onlyDeclaredStreams) })
        }

        @Test("A segment starts with a whole IDR access unit", arguments: Inputs.all.filter { $0.video != nil })
        func independence(input: Input) async throws {
            let ladder = try await Ladders.shared.ladder(of: input)
            expectNone(ladder.defects { $0.defects(OpeningRules.independent) })
            expectNone(ladder.defects { $0.defects(OpeningRules.accessUnits) })
        }

        @Test("Continuity counters run on from segment to segment", arguments: Inputs.all)
        func counters(input: Input) async throws {
            let ladder = try await Ladders.shared.ladder(of: input)
            expectNone(ladder.defects(ContinuityRules.counters))
        }

        @Test("Tables and parameter sets are the same in all segments", arguments: Inputs.all)
        func program(input: Input) async throws {
            let ladder = try await Ladders.shared.ladder(of: input)
            expectNone(ladder.defects(ContinuityRules.sameProgram))
        }

        @Test("The clock runs ahead of all decoding times", arguments: Inputs.all)
        func clock(input: Input) async throws {
            let ladder = try await Ladders.shared.ladder(of: input)
            expectNone(ladder.defects(ContinuityRules.clock))
        }

        @Test("Times are in order", arguments: Inputs.all)
        func order(input: Input) async throws {
            let ladder = try await Ladders.shared.ladder(of: input)
            expectNone(ladder.defects(TimeRules.order))
        }

        @Test("Every source picture is there once, at its own time", arguments: Inputs.all.filter { $0.video != nil })
        func pictures(input: Input) async throws {
            let ladder = try await Ladders.shared.ladder(of: input)
            #expect(!ladder.source.frames.isEmpty)
            expectNone(ladder.defects { TimeRules.everyPictureOnce($0, ladder.source, extent: input.extent) })
        }

        @Test("Rungs are cut at the same times and carry the same sound", arguments: Inputs.all)
        func cuts(input: Input) async throws {
            let ladder = try await Ladders.shared.ladder(of: input)
            expectNone(TimeRules.sameCuts(ladder.rungs))
        }
    }
}

/// Makes a range of segments of several rungs with one decode.
public struct EncodeLadder: Recipe {
    /// The file.
    public var input: MediaReference
    /// The segment numbers to make; nil makes all.
    public var segments: Range<Int>?
    /// The names of the rungs to make; nil makes all.
    public var rungs: [String]?

    /// Makes `segments` of `rungs` of `input`.
    public init(input: MediaReference, segments: Range<Int>? = nil, rungs: [String]? = nil) {
        self.input = input
        self.segments = segments
        self.rungs = rungs
    }

    /// Makes the segments and drops them: for measuring.
    public func run(in engine: Engine) async throws { try await run(in: engine, progress: { _ in }) { _ in } }

    /// Makes the segments. `deliver` gets each one when it is finished, those of a rung in order; while it waits the
    /// engine waits. `progress` is called from native threads a few times a second.
    public func run(
        in engine: Engine, progress: @escaping @Sendable (EncodeProgress) -> Void,
        deliver: @escaping @Sendable (Segment) async throws -> Void
    ) async throws {
        let plan = try await plan(in: engine)
        let tracker = ProgressTracker(plan, report: progress)
        let graph = plan.build(counting: PictureCounter { tracker.decoded(pictures: $0) }) { segment in
            try await deliver(segment)
            tracker.finished(segment)
        }
        tracker.observe(graph.figures)
        defer { engine.observe(graph.figures()) }
        try await withTaskExecutorPreference(engine.executor) { try await graph.run() }
    }

    /// The stages that a run would have, as a Mermaid flowchart.
    public func diagram(in engine: Engine) async throws -> String {
        try await plan(in: engine).build(counting: PictureCounter()) { _ in }.mermaid
    }

    private func plan(in engine: Engine) async throws -> LadderGraph {
        let presentation = try await engine.library.presentation(of: input)
        let all = 0..<presentation.segmentCount
        let wanted = presentation.rungs.filter { rungs?.contains($0.name) ?? true }
        let range = segments?.clamped(to: all) ?? all
        guard !wanted.isEmpty, !range.isEmpty else {
            throw MediaError(.notFound, "EncodeLadder", "the file has no such rungs or segments")
        }
        return LadderGraph(
            presentation: presentation, source: try await engine.library.source(for: input), segments: range,
            rungs: wanted, lanes: 1, decoderThreads: 1)
    }
}

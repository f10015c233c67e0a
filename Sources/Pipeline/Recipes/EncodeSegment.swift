/// Makes one segment of one rung: a pure function of source, rung and number.
public struct EncodeSegment: Recipe, Hashable {
    /// The file.
    public var input: MediaReference
    /// The rung's name.
    public var rung: String
    /// The segment's number, from 0.
    public var number: Int

    /// Makes segment `number` of `rung`.
    public init(input: MediaReference, rung: String, number: Int) {
        self.input = input
        self.rung = rung
        self.number = number
    }

    /// The segment. Throws `notFound` for an unknown rung or number, `corrupt` when nothing of it can be decoded.
    public func run(in engine: Engine) async throws -> Segment {
        let presentation = try await engine.library.presentation(of: input)
        guard let rung = presentation.rung(rung), (0..<presentation.segmentCount).contains(number) else {
            throw MediaError(.notFound, "EncodeSegment", "the file has no segment \(number) of rung \(self.rung)")
        }
        let source = try await engine.library.source(for: input)
        let threads = engine.executor.threads
        let result = SegmentBox()
        let plan = LadderGraph(
            presentation: presentation, source: source, segments: number..<number + 1, rungs: [rung], lanes: threads,
            decoderThreads: 1)
        try await engine.native(within: MediaLimits.segmentTime, "EncodeSegment") {
            let graph = plan.build(counting: PictureCounter()) { result.put($0) }
            defer { engine.observe(graph.figures()) }
            try await graph.run()
        }
        guard let segment = result.take() else {
            throw MediaError(.corrupt, "EncodeSegment", "the source ended before segment \(number)")
        }
        return segment
    }
}

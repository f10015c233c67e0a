/// Builds the graph that makes segments: one for a whole ladder and for a single segment of one rung alike, so that
/// both give the same bytes.
///
///     read → decode → normalise ┬→ encode 1080p ────────────┬→ package 1080p → deliver
///                               └→ scale 720p ┬→ encode 720p ┼→ package 720p  → deliver
///                                             └→ scale 480p …│
///     copy ──────────────────────────────────────────────────┼→ package        → deliver
///     sound ─────────────────────────────────────────────────┘
struct LadderGraph: Sendable {
    /// Chunks of sound that may wait for a rung that is behind the others. Rungs differ by the pictures under way in the
    /// stages between them; more segments than that cannot be open at once, so the graph cannot lock up.
    private static let waitingChunks = 64

    let presentation: HLSPresentation
    let source: any ByteSource
    /// The segments to make.
    let segments: Range<Int>
    /// The rungs to make; in the ladder's order, smallest first.
    let rungs: [Rung]
    /// How many groups of pictures of a rung are encoded at once. More than one holds whole groups of pictures in memory.
    let lanes: Int
    /// Threads of the decoder.
    let decoderThreads: Int

    /// The graph; `deliver` gets every segment, each rung's in order.
    func build(
        counting pictures: PictureCounter, deliver: @escaping @Sendable (Segment) async throws -> Void
    ) -> Graph {
        let graph = Graph()
        let spans = presentation.plan.spans[segments]
        var sound = soundFlows(graph, spans: spans)
        func finish(_ rung: Rung, _ video: Flow<CodedGroup>?) {
            package(graph, rung: rung, spans: spans, video: video, sound: sound.popLast())
                .end("deliver \(rung.name)", consume: deliver)
        }
        guard let track = presentation.index.video, let timeline = presentation.timeline else {
            rungs.forEach { finish($0, nil) }
            return graph
        }
        let stages = VideoStages(
            source: source, index: presentation.index, track: track, timeline: timeline, groups: GroupPlan(spans),
            counter: pictures)
        for rung in rungs where rung.isCopy { finish(rung, graph.source(stages.copy)) }
        let encoded = rungs.filter { !$0.isCopy }
        guard let smallest = encoded.first else { return graph }

        // Every picture goes down the ladder from the top, whichever rungs are wanted: the way to a rung is always the
        // same. What lies below the smallest wanted rung is left out.
        let ladder = presentation.rungs.filter { $0.isCopy == false && $0.height >= smallest.height }.reversed()
        guard let top = ladder.first else { return graph }
        var flow = graph.source(stages.read).then(stages.decode(threads: decoderThreads)).then(
            stages.normalise(to: top))
        for rung in ladder {
            if rung.name != top.name { flow = flow.then(stages.scale(to: rung)) }
            guard encoded.contains(rung) else { continue }
            if rung.name == smallest.name {
                finish(rung, encode(flow, rung, stages))
            } else {
                let branches = flow.split(into: 2)
                finish(rung, encode(branches[0], rung, stages))
                flow = branches[1]
            }
        }
        return graph
    }

    private func encode(_ flow: Flow<Frame>, _ rung: Rung, _ stages: VideoStages) -> Flow<CodedGroup>? {
        let groups = stages.groups
        // Room for a whole group: while one lane still encodes its group the next lane's pictures must get past.
        let capacity = (0..<groups.count).map { groups[$0].pictures.count }.max() ?? 1
        let affordable = MediaLimits.waitingPictures / max(1, capacity * rung.width * rung.height * 3 / 2)
        let lanes = min(lanes, groups.count, affordable)
        guard lanes > 1 else { return flow.then(stages.encode(rung)) }
        let dealt = flow.distributed(over: lanes, capacity: capacity) { groups.number(of: $0.number) % lanes }
        let coded = dealt.enumerated().map { lane, flow in flow.then(stages.encode(rung, lane: lane, of: lanes)) }
        return flow.graph.interleaved(coded)
    }

    private func soundFlows(_ graph: Graph, spans: ArraySlice<SegmentPlan.Span>) -> [Flow<AudioChunk>] {
        guard presentation.audio != nil else { return [] }
        let stage = Stage<Nothing, AudioChunk>("sound", capacity: 1) { [presentation, source] _, chunks in
            guard let segmenter = AudioSegmenter(source, presentation) else { return }
            for span in spans {
                guard await chunks.send(try segmenter.chunk(span)) == .delivered else { return }
            }
        }
        return graph.source(stage).split(into: rungs.count, capacity: Self.waitingChunks)
    }

    /// Joins a rung's pictures and sound into segments.
    private func package(
        _ graph: Graph, rung: Rung, spans: ArraySlice<SegmentPlan.Span>, video: Flow<CodedGroup>?,
        sound: Flow<AudioChunk>?
    ) -> Flow<Segment> {
        let writer = TransportStream(hasVideo: video != nil, hasAudio: sound != nil)
        let video = video ?? graph.source(Stage("no pictures") { _, _ in })
        let sound = sound ?? graph.source(Stage("no sound") { _, _ in })
        return video.joined(with: sound, "package \(rung.name)") { groups, chunks, finished in
            for span in spans {
                var units: [AccessUnit] = []
                var isOpen = !span.groups.isEmpty
                while isOpen, let group = await groups.next() {
                    units += group.units
                    isOpen = !group.endsSegment
                }
                if isOpen { return }
                if units.isEmpty, !span.pictures.isEmpty {
                    throw MediaError(.corrupt, "decode", "no picture of segment \(span.number) can be decoded")
                }
                let chunk = await chunks.next()
                let bytes = writer.segment(span.number, video: units, audio: chunk?.frames ?? [])
                let segment = Segment(rung: rung.name, number: span.number, bytes: bytes)
                guard await finished.send(segment) == .delivered else { return }
            }
        }
    }
}

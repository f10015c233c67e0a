import Testing

@testable import Pipeline

/// What a container may claim and no camera has recorded: refused, or survived.
@Suite("Hostile indexes") struct HostileIndexTests {
    private func lesson() async throws -> MediaIndex {
        try await Engine.shared.library.presentation(of: MediaReference(Folders.fixture("lesson.mp4"))).index
    }

    /// What becomes of an index that is stored and read back.
    private func refusal(_ change: (inout MediaIndex) -> Void) async throws -> MediaError.Code? {
        var index = try await lesson()
        change(&index)
        do {
            _ = try MediaIndex(decoding: index.encoded())
            return nil
        } catch {
            return error.code
        }
    }

    @Test("Times, lengths, rates and sizes out of all bounds are refused by name")
    func bounds() async throws {
        #expect(try await refusal { _ in } == nil)
        #expect(try await refusal { $0.video?.packets.presentationTimes[3] = .max } == .limitExceeded)
        #expect(try await refusal { $0.video?.packets.presentationTimes[0] = .min } == .limitExceeded)
        #expect(try await refusal { $0.audio?.end = .max } == .limitExceeded)
        #expect(try await refusal { $0.audio?.end = 3 * 86_400 * 48_000 } == .limitExceeded)
        #expect(try await refusal { $0.audio?.stream.sampleRate = 1_900_000_000 } == .unsupported)
        #expect(try await refusal { $0.audio?.stream.sampleRate = 0 } == .unsupported)
        #expect(try await refusal { $0.audio?.stream.channels = 0 } == .unsupported)
        #expect(try await refusal { $0.video?.stream.timeBase = .zero } == .corrupt)
        #expect(try await refusal { $0.video?.stream.width = .max } == .limitExceeded)
        #expect(try await refusal { $0.video?.packets.offsets[7] = -1 } == .corrupt)
        #expect(try await refusal { $0.video?.packets.offsets[7] = .max } == .corrupt)
        #expect(try await refusal { $0.video?.packets.sizes[7] = -5 } == .corrupt)
    }

    @Test("A pixel shape that no camera has is taken for a square")
    func pixelShape() async throws {
        var track = try #require(try await lesson().video)
        track.stream.pixelAspect = Rational(33_554_431, 1)
        #expect(track.displaySize == (1280, 720))
    }

    @Test("Two pictures at the same time rule out a copy, which takes packets for pictures")
    func doubledTime() async throws {
        var index = try await lesson()
        #expect(try HLSPresentation(index: index).rungs.contains { $0.isCopy })
        let second = try #require(index.video?.packets.presentationTimes[1])
        index.video?.packets.presentationTimes[2] = second
        #expect(try !HLSPresentation(index: index).rungs.contains { $0.isCopy })
    }

    @Test("A key frame after the last picture shown, as a trimmed recording has, is no place to cut")
    func hiddenEnd() async throws {
        var index = try await lesson()
        let count = try #require(index.video?.packets.count)
        for number in count - 60..<count { index.video?.packets.flags[number].insert(.hidden) }
        let presentation = try HLSPresentation(index: index)
        let timeline = try #require(presentation.timeline)
        #expect(timeline.entryPoints.allSatisfy { $0.picture < timeline.times.count })
        #expect(presentation.plan.spans.last?.pictures.upperBound == timeline.times.count)
    }

    @Test("While no new picture comes, sound is cut on the grid")
    func gap() async throws {
        var index = try await lesson()
        let clock = try #require(index.video?.stream.timeBase)
        let pause = (Rational(600) / clock).floor
        let count = try #require(index.video?.packets.count)
        for number in count - 100..<count { index.video?.packets.presentationTimes[number] += pause }
        index.video?.end += pause
        let presentation = try HLSPresentation(index: index)
        #expect(presentation.plan.spans.allSatisfy { $0.duration <= SegmentPlan.longestCopied })
        #expect(presentation.plan.spans.reduce(0) { $0 + $1.pictures.count } == count)
        #expect(presentation.plan.spans.contains { $0.pictures.isEmpty })
        for (span, next) in zip(presentation.plan.spans, presentation.plan.spans.dropFirst()) {
            #expect(span.end == next.start)
            #expect(span.pictures.upperBound == next.pictures.lowerBound)
        }
    }
}

import Pipeline
import Synchronization
import Testing

extension HLS {
    /// Giving up: prompt, with the right error, and without harm to what comes later.
    @Suite("Cancellation", .serialized, .timeLimit(.minutes(2)))
    struct CancellationTests {
        /// The time from a cancel to the end of the work, and the error it ended with.
        private struct Outcome {
            var delay: Duration
            var error: (any Error)?
        }

        /// Runs `work`, which is to call its argument when it is under way; cancels it then.
        private static func cancelled(
            _ work: @escaping @Sendable (_ underWay: @escaping @Sendable () -> Void) async throws -> Void
        ) async -> Outcome {
            let (signals, signal) = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                defer { signal.finish() }
                try await work { signal.yield() }
            }
            for await _ in signals { break }
            let start = ContinuousClock.now
            task.cancel()
            let result = await task.result
            return Outcome(delay: .now - start, error: result.failure)
        }

        /// Whether `error` says that the caller gave up.
        private static func isCancellation(_ error: (any Error)?) -> Bool {
            error is CancellationError || (error as? MediaError)?.code == .cancelled
        }

        /// Expects cancellations long before the work would have ended by itself, which takes `whole` on these cores: other
        /// tests may hold them, so that times alone say little. `make bench` measures the milliseconds.
        private static func expectPrompt(_ outcomes: [Outcome], whole: Duration) {
            for outcome in outcomes {
                #expect(isCancellation(outcome.error), "\(String(describing: outcome.error))")
            }
            let best = outcomes.map(\.delay).min() ?? .zero
            #expect(best < whole / 4, "\(best) of \(whole)")
        }

        @Test("A ladder stops when its task is cancelled while it encodes")
        func ladder() async throws {
            let reference = MediaReference(Folders.fixture("long-gop-ntsc.mp4"))
            let whole = try await ContinuousClock().measure {
                try await EncodeLadder(input: reference).run(in: .shared)
            }
            var outcomes: [Outcome] = []
            for _ in 0..<4 {
                outcomes.append(
                    await Self.cancelled { underWay in
                        try await EncodeLadder(input: reference).run(
                            in: .shared, progress: { _ in underWay() }, deliver: { _ in underWay() })
                    })
            }
            Self.expectPrompt(outcomes, whole: whole)
            #expect(try await released { NativeLedger.frames.now + NativeLedger.packets.now })
        }

        @Test("A ladder stops while its receiver is slow")
        func slowReceiver() async throws {
            let reference = MediaReference(Folders.fixture("lesson.mp4"))
            let outcome = await Self.cancelled { underWay in
                try await EncodeLadder(input: reference).run(in: .shared, progress: { _ in }) { _ in
                    underWay()
                    try await Task.sleep(for: .seconds(100))
                }
            }
            Self.expectPrompt([outcome], whole: .seconds(100))
        }

        @Test("A segment stops when its task is cancelled while it reads", arguments: [1, 2, 4])
        func segment(reads: Int) async throws {
            let path = Folders.fixture("long-gop-ntsc.mp4")
            let reference = MediaReference(path)
            let presentation = try await Engine.shared.library.presentation(of: reference)
            let last = presentation.segmentCount - 1
            let rung = try #require(presentation.rungs.last).name
            let whole = try await ContinuousClock().measure {
                _ = try await EncodeSegment(input: reference, rung: rung, number: last).run(in: .shared)
            }
            var outcomes: [Outcome] = []
            for _ in 0..<3 {
                outcomes.append(
                    await Self.cancelled { underWay in
                        let source = try WatchedSource(path: path, reads: reads, reached: underWay)
                        let library = WatchedLibrary(watched: source, probed: presentation)
                        let engine = Engine(executor: Engine.shared.executor, library: library)
                        _ = try await EncodeSegment(input: reference, rung: rung, number: last).run(in: engine)
                    })
            }
            Self.expectPrompt(outcomes, whole: whole)
        }

        @Test("A probe stops when its task is cancelled")
        func probe() async throws {
            let path = Folders.fixture("clock-wrap.ts")
            let presentation = try await Engine.shared.library.presentation(of: MediaReference(path))
            let outcome = await Self.cancelled { underWay in
                let source = try WatchedSource(path: path, reads: 2, reached: underWay)
                let library = WatchedLibrary(watched: source, probed: presentation)
                let engine = Engine(executor: Engine.shared.executor, library: library)
                _ = try await ProbeMedia(input: MediaReference(path)).run(in: engine)
            }
            #expect(outcome.delay < .seconds(1))
            // A probe so short may have ended before the cancel reached it.
            #expect(outcome.error == nil || Self.isCancellation(outcome.error))
        }

        @Test("An error of the receiver ends the ladder and is the one that is thrown")
        func receiverFails() async throws {
            struct Full: Error {}
            let reference = MediaReference(Folders.fixture("lesson.mp4"))
            await #expect(throws: Full.self) {
                try await EncodeLadder(input: reference).run(in: .shared, progress: { _ in }) { segment in
                    if segment.number == 1 { throw Full() }
                }
            }
        }

        @Test("What was cancelled can be made again, with the same bytes")
        func again() async throws {
            let input = try #require(Inputs.fixtures.first { $0.name == "long-gop-ntsc.mp4" })
            let ladder = try await Ladders.shared.ladder(of: input)
            let rung = try #require(ladder.rungs.first)
            let part = try #require(rung.parts.last)
            _ = await Self.cancelled { underWay in
                try await EncodeLadder(input: MediaReference(input.path)).run(
                    in: .shared, progress: { _ in underWay() }, deliver: { _ in underWay() })
            }
            let recipe = EncodeSegment(input: MediaReference(input.path), rung: rung.name, number: part.number)
            let made = try await recipe.run(in: .shared)
            let isSame = made.bytes == part.bytes
            #expect(isSame)
        }

        @Test("Progress grows from 0 to 1")
        func progress() async throws {
            let seen = Mutex<[EncodeProgress]>([])
            let reference = MediaReference(Folders.fixture("long-gop-ntsc.mp4"))
            try await EncodeLadder(input: reference).run(
                in: .shared, progress: { value in seen.withLock { $0.append(value) } }, deliver: { _ in })
            let fractions = seen.withLock { $0.map(\.fraction) }
            #expect(fractions == fractions.sorted())
            #expect(fractions.allSatisfy { (0...1).contains($0) })
            #expect(fractions.last == 1)
            #expect(seen.withLock { $0.last?.frames } == 312)
        }
    }
}

extension Result {
    /// The error, if it is one.
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}

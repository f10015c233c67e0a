internal import Logging
internal import NIOCore
internal import Pipeline
internal import ServiceLifecycle

/// Makes the segments that a player will ask for next, one at a time, when there is nothing more urgent.
struct Prefetcher: Service {
    private let supply: SegmentSupply
    private let runner: any RecipeRunner
    private let count: Int
    private let logger: Logger
    private let wishes: AsyncStream<EncodeSegmentWish>
    private let inbox: AsyncStream<EncodeSegmentWish>.Continuation

    /// One segment worth making.
    private struct EncodeSegmentWish: Sendable {
        var recipe: EncodeSegment
        var version: String
    }

    /// Makes up to `count` segments ahead.
    init(supply: SegmentSupply, runner: any RecipeRunner, count: Int, logger: Logger) {
        self.supply = supply
        self.runner = runner
        self.count = count
        self.logger = logger
        // An old wish is worth less than a new one: the player has moved on.
        (wishes, inbox) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(max(1, 4 * count)))
    }

    /// Notes that the segments after `segment` are likely to be wanted.
    func follow(_ segment: EncodeSegment, version: String, segmentCount: Int) {
        let next = segment.number + 1
        for number in next..<max(next, min(segmentCount, next + count)) {
            var recipe = segment
            recipe.number = number
            inbox.yield(EncodeSegmentWish(recipe: recipe, version: version))
        }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await wish in wishes {
                let name = DerivedName.segment(
                    wish.recipe.input.id, version: wish.version, rung: wish.recipe.rung, number: wish.recipe.number)
                do {
                    try await supply.prefetch(name, kind: "segment") { [runner] in
                        ByteBuffer(bytes: try await runner.run(wish.recipe).bytes)
                    }
                } catch {
                    logger.debug("prefetch failed", metadata: ["error": "\(error)"])
                }
            }
        }
    }
}

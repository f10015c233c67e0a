internal import Logging
internal import NIOCore
internal import Pipeline
internal import ServiceLifecycle
internal import Synchronization

/// Makes the segments that a player will ask for next, one at a time, when there is nothing more urgent.
final class Prefetcher: Service {
    private let supply: DerivedSupply
    private let runner: any RecipeRunner
    private let count: Int
    private let logger: Logger
    private let wishes: AsyncStream<Wish>
    private let inbox: AsyncStream<Wish>.Continuation
    /// What is in the inbox: a thousand viewers of one segment are one wish.
    private let waiting = Mutex<Set<Wish>>([])

    /// One segment worth making.
    private struct Wish: Sendable, Hashable {
        var recipe: EncodeSegment
        var version: String
    }

    /// Makes up to `count` segments ahead.
    init(supply: DerivedSupply, runner: any RecipeRunner, count: Int, logger: Logger) {
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
            let wish = Wish(recipe: recipe, version: version)
            waiting.withLock { waiting in
                guard waiting.insert(wish).inserted else { return }
                if case .dropped(let old) = inbox.yield(wish) { waiting.remove(old) }
            }
        }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            for await wish in wishes {
                _ = waiting.withLock { $0.remove(wish) }
                let name = DerivedName.segment(
                    wish.recipe.input.id, version: wish.version, rung: wish.recipe.rung, number: wish.recipe.number)
                do {
                    try await supply.prefetch(name, .segment) { [runner] in
                        ByteBuffer(bytes: try await runner.run(wish.recipe).bytes)
                    }
                } catch {
                    logger.debug("prefetch failed", metadata: ["error": "\(error)"])
                }
            }
        }
    }
}

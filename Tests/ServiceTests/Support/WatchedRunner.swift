import Pipeline
import Synchronization

@testable import Service

/// Runs recipes on the real engine, counts them, and can hold segments back to see what happens meanwhile.
final class WatchedRunner: RecipeRunner {
    private let engine = Mutex<Engine?>(nil)
    private let gate: Gate?
    /// Recipes of every kind begun.
    let recipes = Counter()
    /// Segments begun.
    let segments = Counter()
    /// Segments whose work was cancelled.
    let cancelled = Counter()
    /// Segments delivered by whole-file passes.
    let delivered = Counter()

    /// Holds segments at `gate`, if there is one.
    init(gate: Gate?) { self.gate = gate }

    func attach(_ engine: Engine) -> WatchedRunner {
        self.engine.withLock { $0 = engine }
        return self
    }

    private func attached() throws -> Engine {
        guard let engine = engine.withLock({ $0 }) else { throw Unexpected() }
        return engine
    }

    func run<Work: Recipe>(_ recipe: Work) async throws -> Work.Output {
        recipes.increment()
        if recipe is EncodeSegment {
            segments.increment()
            do { try await gate?.pass() } catch {
                cancelled.increment()
                throw error
            }
        }
        return try await attached().run(recipe)
    }

    func run(
        _ ladder: EncodeLadder, progress: @escaping @Sendable (EncodeProgress) -> Void,
        deliver: @escaping @Sendable (Segment) async throws -> Void
    ) async throws {
        try await attached().run(ladder, progress: progress) { segment in
            self.delivered.increment()
            try await deliver(segment)
            do { try await self.gate?.pass() } catch {
                self.cancelled.increment()
                throw error
            }
        }
    }

    func run(
        _ recognition: Recognition, progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> RecognisedDocument {
        recipes.increment()
        return try await attached().run(recognition, progress: progress)
    }
}

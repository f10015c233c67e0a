internal import Pipeline

/// Runs recipes: in this process, or wherever else their values can be sent.
protocol RecipeRunner: Sendable {
    /// Runs `recipe` to its end. Cancelling the task stops the native work.
    func run<Work: Recipe>(_ recipe: Work) async throws -> Work.Output
    /// Runs `ladder`; `deliver` gets every finished segment.
    func run(
        _ ladder: EncodeLadder, progress: @escaping @Sendable (EncodeProgress) -> Void,
        deliver: @escaping @Sendable (Segment) async throws -> Void
    ) async throws
}

extension Engine: RecipeRunner {
    func run<Work: Recipe>(_ recipe: Work) async throws -> Work.Output { try await recipe.run(in: self) }

    func run(
        _ ladder: EncodeLadder, progress: @escaping @Sendable (EncodeProgress) -> Void,
        deliver: @escaping @Sendable (Segment) async throws -> Void
    ) async throws {
        try await ladder.run(in: self, progress: progress, deliver: deliver)
    }
}

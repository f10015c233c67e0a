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
    /// Runs `recognition`; `progress` is told how many of how many pages are done.
    func run(
        _ recognition: Recognition, progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> RecognisedDocument
}

extension Engine: RecipeRunner {
    func run<Work: Recipe>(_ recipe: Work) async throws -> Work.Output { try await recipe.run(in: self) }

    func run(
        _ ladder: EncodeLadder, progress: @escaping @Sendable (EncodeProgress) -> Void,
        deliver: @escaping @Sendable (Segment) async throws -> Void
    ) async throws {
        try await ladder.run(in: self, progress: progress, deliver: deliver)
    }

    func run(
        _ recognition: Recognition, progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> RecognisedDocument {
        try await recognition.run(in: self, progress: progress)
    }
}

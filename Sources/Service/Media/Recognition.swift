internal import Pipeline

/// The recognition of one file's text, whatever kind of file it is.
enum Recognition: Codable, Equatable, Sendable {
    case document(RecogniseText)
    case image(RecogniseImage)

    /// Does it; `progress` is told how many of how many pages are done.
    func run(in engine: Engine, progress: @escaping @Sendable (Int, Int) -> Void) async throws -> RecognisedDocument {
        switch self {
        case .document(let recipe): try await recipe.run(in: engine, progress: progress)
        case .image(let recipe): try await recipe.run(in: engine, progress: progress)
        }
    }
}

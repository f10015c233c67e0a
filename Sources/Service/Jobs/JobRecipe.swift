/// Every kind of background work, as a value that can wait in the database.
enum JobRecipe: Codable, Equatable, Sendable {
    /// Makes every segment of a file.
    case prepare(PrepareStream)

    /// The name callers see.
    var kind: String {
        switch self {
        case .prepare: PrepareStream.kind
        }
    }
}

/// Does the work of jobs.
protocol JobRunner: Sendable {
    /// Runs `recipe` to its end; what is done already is skipped. Answers what callers are told.
    func run(_ recipe: JobRecipe, progress: JobProgress) async throws -> JSONValue
}

/// Every kind of background work, as a value that can wait in the database.
///
/// A further kind is a case here, with its `kind`, and a runner in `JobRunners`.
enum JobRecipe: Codable, Equatable, Sendable {
    /// Makes every segment of a file.
    case prepare(PrepareStream)
    /// Recognises the text of a file.
    case recognise(Recognition)

    /// The name callers see.
    var kind: String {
        switch self {
        case .prepare: PrepareStream.kind
        case .recognise: Self.recognitionKind
        }
    }

    /// The kinds this version can run; jobs of others are left to processes that know them.
    static let kinds = [PrepareStream.kind, recognitionKind]

    private static let recognitionKind = "ocr"
}

/// Does the work of jobs.
protocol JobRunner: Sendable {
    /// Runs `recipe` to its end; what is done already is skipped. Answers what callers are told.
    func run(_ recipe: JobRecipe, progress: JobProgress) async throws -> JSONValue
}

/// Hands every kind of recipe to the one who does it.
struct JobRunners: JobRunner {
    let preparation: StreamPreparation
    let recognitions: RecognitionJobs

    func run(_ recipe: JobRecipe, progress: JobProgress) async throws -> JSONValue {
        switch recipe {
        case .prepare(let work): try await preparation.run(work, progress: progress)
        case .recognise(let work): try await recognitions.run(work, progress: progress)
        }
    }
}

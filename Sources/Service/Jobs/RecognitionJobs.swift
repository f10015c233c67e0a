internal import Pipeline

/// Runs recognitions as jobs.
struct RecognitionJobs: Sendable {
    /// Does a recognition, or finds what it has yielded before; is told how many of how many pages are done.
    let recognise:
        @Sendable (Recognition, _ progress: @escaping @Sendable (Int, Int) -> Void) async throws -> RecognisedDocument

    /// Recognises what is not kept yet. Answers a summary: the text itself is answered by the same request, at once.
    func run(_ recognition: Recognition, progress: JobProgress) async throws -> JSONValue {
        let read = try await recognise(recognition) { done, total in
            progress.update(Double(done) / Double(max(1, total)), stage: "page \(done) of \(total)")
        }
        return .object([
            "pageCount": .integer(Int64(read.pageCount)), "pagesRead": .integer(Int64(read.pages.count)),
            "engine": .string(read.engine), "confidence": read.confidence.map { .number($0) } ?? .null,
        ])
    }
}

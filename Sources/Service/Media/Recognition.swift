internal import Pipeline

/// The recognition of one file's text, whatever kind of file it is.
enum Recognition: Codable, Equatable, Sendable {
    case document(RecogniseText)
    case image(RecogniseImage)

    /// The recognition of `file`. Throws `unsupported_media_type` for what shows no text.
    init(of file: StoredFile, options: RecognitionOptions, pages: PageRange?, password: String?) throws {
        if file.contentType == "application/pdf" {
            self = .document(
                RecogniseText(input: file.reference, options: options, pages: pages, password: password))
        } else if file.contentType.hasPrefix("image/") {
            self = .image(RecogniseImage(input: file.reference, options: options, pages: pages))
        } else {
            throw ServiceError(.unsupportedMediaType, "The file is neither an image nor a PDF document.")
        }
    }

    /// Where what was recognised is kept.
    var name: DerivedName {
        get throws {
            switch self {
            case .document(let recipe):
                DerivedName(content: recipe.input.id, name: "ocr/\(try recipe.fingerprint())")
            case .image(let recipe):
                DerivedName(content: recipe.input.id, name: "ocr/\(try recipe.fingerprint())")
            }
        }
    }

    /// Does it; `progress` is told how many of how many pages are done.
    func run(in engine: Engine, progress: @escaping @Sendable (Int, Int) -> Void) async throws -> RecognisedDocument {
        switch self {
        case .document(let recipe): try await recipe.run(in: engine, progress: progress)
        case .image(let recipe): try await recipe.run(in: engine, progress: progress)
        }
    }
}

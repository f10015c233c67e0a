internal import NIOCore
internal import Pipeline

/// Recognises the text of images and documents, and keeps what was recognised beside the file.
struct RecognitionService: Sendable {
    let files: FileService
    let texts: TextService
    let jobs: JobService
    let supply: DerivedSupply
    let runner: any RecipeRunner
    /// What reads pictures.
    let engine: any OCREngine

    /// The recognition that `wish` asks for. Throws `unsupported_language`, naming those that are installed.
    func recognition(_ wish: RecognitionWish, of file: StoredFile) throws -> Recognition {
        do {
            try engine.check(wish.options.languages)
        } catch let error where error.code == .unsupported {
            throw ServiceError(.unsupportedLanguage, error.message)
        }
        return try Recognition(
            of: file, options: wish.options, pages: wish.text.pages, password: wish.text.password)
    }

    /// What was recognised: kept, or recognised now.
    func document(
        _ recognition: Recognition, progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws -> RecognisedDocument {
        try await texts.kept(try recognition.name) { [runner] in
            try await runner.run(recognition, progress: progress)
        }
    }

    /// Does it in the background. A password is not written down, so a document that needs one has to be waited for.
    func submit(_ recognition: Recognition, of file: StoredFile) async throws -> StoredJob {
        if case .document(let recipe) = recognition, recipe.password != nil {
            throw ServiceError(.invalidRequest, "A document with a password cannot be worked on in the background.")
        }
        return try await jobs.submit(.recognise(recognition), fileID: file.id, owner: file.owner)
    }

    /// The document with the recognised words under its pages. Throws `invalid_request` for an image.
    func searchable(_ recognition: Recognition, _ read: RecognisedDocument) async throws -> ByteBuffer {
        guard case .document(let recipe) = recognition else {
            throw ServiceError(.invalidRequest, "A searchable document can be made of PDF documents only.")
        }
        let underlays = read.pages.map { page in
            PageUnderlay(
                number: page.number,
                words: page.page.words.filter { $0.confidence != nil }.map { TextWord(text: $0.text, box: $0.box) })
        }
        let work = MakeSearchable(input: recipe.input, recognised: underlays, password: recipe.password)
        let name = DerivedName(content: recipe.input.id, name: "searchable/\(try recipe.fingerprint())")
        return try await supply.get(name, .still) { [runner] in ByteBuffer(bytes: try await runner.run(work)) }
    }
}

extension Recognition {
    /// The recognition of `file`. Throws `unsupported_media_type` for what shows no text.
    fileprivate init(of file: StoredFile, options: RecognitionOptions, pages: PageRange?, password: String?) throws {
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
    fileprivate var name: DerivedName {
        get throws {
            switch self {
            case .document(let recipe):
                DerivedName(content: recipe.input.id, name: "ocr/\(try recipe.fingerprint())")
            case .image(let recipe):
                DerivedName(content: recipe.input.id, name: "ocr/\(try recipe.fingerprint())")
            }
        }
    }
}

internal import NIOCore
internal import Pipeline

/// Reads the text of documents, and keeps what was read beside the file.
struct TextService: Sendable {
    let files: FileService
    let runner: any RecipeRunner
    let supply: DerivedSupply
    let blobs: any BlobStore

    /// The text of a document as it is kept and answered.
    struct Text: Codable, Sendable {
        var pageCount: Int
        var pages: [Page]

        /// The text of one page.
        struct Page: Codable, Sendable {
            var pageNumber: Int
            var text: String
            /// Why there is none, where the page could not be read.
            var failure: String?
        }

        /// All of it; pages are divided by a form feed.
        var text: String { pages.map(\.text).joined(separator: "\u{0C}") }
    }

    /// The text that is in `file` as text. Throws `unsupported_media_type` for what is no PDF document.
    func text(of file: StoredFile, _ wish: TextWish) async throws -> Text {
        guard file.contentType == "application/pdf" else {
            throw ServiceError(
                .unsupportedMediaType, "The file is no PDF document; transform/ocr reads the text of images.")
        }
        let recipe = ExtractText(input: file.reference, pages: wish.pages, password: wish.password)
        let name = DerivedName(content: file.content, name: "text/\(try recipe.fingerprint())")
        return try await kept(name) { [runner] in Text(try await runner.run(recipe)) }
    }

    /// What is kept as `name`; else what `make` yields, which is kept from then on.
    func kept<Result: Codable & Sendable>(
        _ name: DerivedName, make: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let bytes = try await supply.get(name, .text) { [blobs] in
            let bytes = ByteBuffer(bytes: try JSON.encode(try await make()))
            try await blobs.putDerived(bytes, to: name.blobKey)
            return bytes
        }
        return try JSON.decode(from: String(buffer: bytes))
    }
}

extension TextService.Text {
    fileprivate init(_ text: ExtractedText) {
        pageCount = text.pageCount
        pages = text.pages.map { page in
            Page(pageNumber: page.number, text: page.text, failure: page.failure?.rawValue)
        }
    }
}

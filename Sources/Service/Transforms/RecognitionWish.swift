internal import Pipeline

/// Whose text is to be recognised, and how: the body of `transform/ocr`.
struct RecognitionWish: Sendable {
    /// How the result is written.
    enum Output: String, CaseIterable, Sendable {
        case json, text, hocr, alto, pdf

        /// What an `Accept` field asks for first; nil for anything else.
        init?(accept: String?) {
            switch accept?.prefix(while: { $0 != "," && $0 != ";" })[...].trimmingBlanks.lowercased() {
            case "text/plain": self = .text
            case "text/vnd.hocr+html": self = .hocr
            case "application/alto+xml": self = .alto
            case "application/pdf": self = .pdf
            default: return nil
            }
        }
    }

    /// The smallest parts that the JSON answer names.
    enum Detail: String, CaseIterable, Sendable { case block, line, word }

    var text: TextWish
    var options: RecognitionOptions
    var output: Output?
    var detail: Detail

    /// Reads a wish. Throws `invalid_request`, or `unsupported_language` for what names no language.
    init(_ body: String?) throws {
        let fields = try JSONFields(
            body, known: ["fileId", "pages", "password", "language", "mode", "output", "detail"])
        text = try TextWish(fields)
        do {
            options = RecognitionOptions(
                languages: try LanguageSet(try fields.string("language") ?? "fr"),
                effort: try fields.choice("mode", of: Mode.self)?.effort ?? .accurate)
        } catch let error as MediaError {
            throw ServiceError(.unsupportedLanguage, error.message)
        }
        output = try fields.choice("output")
        detail = try fields.choice("detail") ?? .block
    }

    private enum Mode: String, CaseIterable {
        case accurate, fast
        var effort: RecognitionOptions.Effort { self == .fast ? .fast : .accurate }
    }
}

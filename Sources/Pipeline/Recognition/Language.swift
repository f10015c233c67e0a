/// A language that text may be in, by its ISO 639-1 code.
public struct Language: Hashable, Sendable {
    /// The two letters of ISO 639-1, such as `fr`; Tesseract's own name where ISO 639-1 has no code.
    public let code: String

    /// The language that `code` names in ISO 639-1 or as one of Tesseract's models; nil when it is not a name at all.
    public init?(_ code: String) {
        let code = code.lowercased()
        let isName = code.utf8.allSatisfy { (97...122).contains($0) || $0 == UInt8(ascii: "_") }
        guard isName, (2...20).contains(code.utf8.count), code.utf8.first != UInt8(ascii: "_") else { return nil }
        self.code = Self.codes[code] ?? code
    }

    /// The name of Tesseract's model, such as `fra`.
    public var modelName: String { Self.models[code] ?? code }

    /// Tesseract's models by ISO 639-1 code (tesseract-ocr/tessdata, ISO 639-2/T but for a few).
    private static let models: [String: String] = [
        "af": "afr", "am": "amh", "ar": "ara", "as": "asm", "az": "aze", "be": "bel", "bg": "bul", "bn": "ben",
        "bo": "bod", "br": "bre", "bs": "bos", "ca": "cat", "co": "cos", "cs": "ces", "cy": "cym", "da": "dan",
        "de": "deu", "dv": "div", "dz": "dzo", "el": "ell", "en": "eng", "eo": "epo", "es": "spa", "et": "est",
        "eu": "eus", "fa": "fas", "fi": "fin", "fo": "fao", "fr": "fra", "fy": "fry", "ga": "gle", "gd": "gla",
        "gl": "glg", "gu": "guj", "he": "heb", "hi": "hin", "hr": "hrv", "ht": "hat", "hu": "hun", "hy": "hye",
        "id": "ind", "is": "isl", "it": "ita", "iu": "iku", "ja": "jpn", "jv": "jav", "ka": "kat", "kk": "kaz",
        "km": "khm", "kn": "kan", "ko": "kor", "ku": "kmr", "ky": "kir", "la": "lat", "lb": "ltz", "lo": "lao",
        "lt": "lit", "lv": "lav", "mi": "mri", "mk": "mkd", "ml": "mal", "mn": "mon", "mr": "mar", "ms": "msa",
        "mt": "mlt", "my": "mya", "ne": "nep", "nl": "nld", "no": "nor", "oc": "oci", "or": "ori", "pa": "pan",
        "pl": "pol", "ps": "pus", "pt": "por", "qu": "que", "ro": "ron", "ru": "rus", "sa": "san", "sd": "snd",
        "si": "sin", "sk": "slk", "sl": "slv", "sq": "sqi", "sr": "srp", "su": "sun", "sv": "swe", "sw": "swa",
        "ta": "tam", "te": "tel", "tg": "tgk", "th": "tha", "ti": "tir", "to": "ton", "tr": "tur", "tt": "tat",
        "ug": "uig", "uk": "ukr", "ur": "urd", "uz": "uzb", "vi": "vie", "yi": "yid", "yo": "yor", "zh": "chi_sim",
    ]
    private static let codes = [String: String](models.map { ($1, $0) }) { first, _ in first }
}

/// One language or several at once, written `fr` or `fr+en`.
public struct LanguageSet: Hashable, Sendable {
    /// The languages, the likeliest first, none twice.
    public let languages: [Language]

    /// The set that `text` names: codes joined by `+`. Throws `unsupported` for what is not such a list.
    public init(_ text: String) throws(MediaError) {
        var languages: [Language] = []
        for part in text.split(separator: "+", omittingEmptySubsequences: false) {
            guard let language = Language(String(part)) else {
                throw MediaError(.unsupported, "LanguageSet", "“\(text.prefix(40))” does not name a language")
            }
            if !languages.contains(language) { languages.append(language) }
        }
        guard languages.count <= RecognitionLimits.languages else {
            throw MediaError(.limitExceeded, "LanguageSet", "more than \(RecognitionLimits.languages) languages")
        }
        self.languages = languages
    }

    /// The codes joined by `+`.
    public var text: String { languages.map(\.code).joined(separator: "+") }
    /// The names of Tesseract's models joined by `+`.
    var modelNames: String { languages.map(\.modelName).joined(separator: "+") }
}

extension LanguageSet: Codable {
    /// Reads the text form.
    public init(from decoder: any Swift.Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the text form.
    public func encode(to encoder: any Swift.Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

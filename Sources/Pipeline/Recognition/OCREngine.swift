/// What reads the text in a picture: Tesseract in this process, or a service elsewhere.
public protocol OCREngine: Sendable {
    /// The engine's name, as answers give it, such as `tesseract`.
    var name: String { get }

    /// Throws `unsupported`, naming what there is, when the engine does not read one of `languages`.
    func check(_ languages: LanguageSet) throws(MediaError)

    /// Loads what reading `languages` needs, where that takes time and has not been done, while pages are still being drawn.
    func prepare(_ languages: LanguageSet) async

    /// The text of `raster`, boxes in its pixels. A picture without text gives a page without blocks.
    ///
    /// Throws `MediaError`: `unsupported` for a language that the engine does not have, `limitExceeded` for a picture
    /// beyond what it takes, `timedOut`; and `CancellationError` soon after the task is cancelled.
    func recognise(_ raster: Raster, options: RecognitionOptions) async throws -> RecognisedPage
}

extension OCREngine {
    /// Nothing: most engines have nothing to load.
    public func prepare(_ languages: LanguageSet) async {}
}

/// How a picture is to be read.
public struct RecognitionOptions: Codable, Hashable, Sendable {
    /// How much work a page is worth.
    public enum Effort: String, Codable, Sendable {
        /// Pages are set straight, and lines that come out badly are read again in other ways.
        case accurate
        /// Everything is read once.
        case fast
    }

    /// The languages that the text may be in, the likeliest first.
    public var languages: LanguageSet
    /// How much work a page is worth.
    public var effort: Effort
    /// How long one page may take; nil stands for `RecognitionLimits.pageTime`.
    public var timeLimitSeconds: Double?

    /// Options for text in `languages`.
    public init(languages: LanguageSet, effort: Effort = .accurate, timeLimitSeconds: Double? = nil) {
        self.languages = languages
        self.effort = effort
        self.timeLimitSeconds = timeLimitSeconds
    }
}

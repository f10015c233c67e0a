internal import Foundation

/// The languages that Tesseract's models on this machine can read.
public struct InstalledLanguages: Sendable {
    /// The folder of `*.traineddata`.
    public let folder: String
    /// Sorted by code.
    public let languages: [Language]

    /// Looks into `folder`; when nil, into `TESSDATA_PREFIX` and where Debian, Homebrew and source builds put models.
    public init(folder: String? = nil) {
        let named = ProcessInfo.processInfo.environment["TESSDATA_PREFIX"]
        let places = [
            folder, named, named.map { $0 + "/tessdata" }, "/usr/share/tesseract-ocr/5/tessdata",
            "/usr/share/tesseract-ocr/4.00/tessdata", "/usr/share/tessdata", "/usr/local/share/tessdata",
            "/opt/homebrew/share/tessdata",
        ]
        let found = (folder.map { [$0] } ?? places.compactMap(\.self)).lazy
            .map { ($0, Self.models(in: $0)) }
            .first { !$0.1.isEmpty }
        self.folder = found?.0 ?? folder ?? ""
        languages = (found?.1 ?? []).compactMap(Language.init).sorted { $0.code < $1.code }
    }

    /// Throws `unsupported`, naming what is installed, when one of `set` is not.
    func check(_ set: LanguageSet) throws(MediaError) {
        for language in set.languages where !languages.contains(language) {
            let names = languages.map(\.code).joined(separator: ", ")
            throw MediaError(
                .unsupported, "InstalledLanguages",
                "“\(language.code)” is not installed; installed are: \(names.isEmpty ? "none" : names)")
        }
    }

    /// The names of the models in `folder`, without those that tell scripts and equations rather than read.
    private static func models(in folder: String) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".traineddata") }.map { String($0.dropLast(12)) }
            .filter { !["osd", "equ", "snum"].contains($0) }
    }
}

internal import ArgumentParser
internal import Foundation
internal import Pipeline

/// `ocr`: the text of an image or a PDF document, recognised where it is a picture.
struct OCR: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ocr", abstract: "Prints the text of an image or a PDF document, recognised where it is a picture."
    )

    @Argument(help: "An image file or a PDF document.")
    var file: String

    @Option(help: "ISO 639-1 codes joined by +, such as fr+en.")
    var language = "fr"

    @Option(help: "Pages, such as 1-3,5; all when absent.")
    var pages: String?

    @Option(help: "The document's password.")
    var password: String?

    @Flag(help: "Read everything once, even what comes out badly.")
    var fast = false

    @Option(help: "text, hocr, alto or json.")
    var format = Format.text

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, hocr, alto, json }

    func run() async throws {
        let files = FileEngine()
        let options = RecognitionOptions(
            languages: try LanguageSet(language), effort: fast ? .fast : .accurate)
        let (input, range) = (MediaReference(file), try pages.map { try PageRange($0) })
        let read =
            try isDocument(file)
            ? try await RecogniseText(input: input, options: options, pages: range, password: password)
                .run(in: files.engine)
            : try await RecogniseImage(input: input, options: options, pages: range).run(in: files.engine)
        print(try written(read))
        for page in read.pages {
            guard let failure = page.failure else { continue }
            FileHandle.standardError.write(Data("page \(page.number) could not be read: \(failure.rawValue)\n".utf8))
        }
    }

    private func written(_ read: RecognisedDocument) throws -> String {
        switch format {
        case .text: return read.text
        case .hocr: return read.hocr
        case .alto: return read.alto
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(read), as: UTF8.self)
        }
    }
}

/// Whether the file at `path` begins as PDF documents do.
func isDocument(_ path: String) throws -> Bool {
    try FileHandle(forReadingFrom: URL(fileURLWithPath: path)).read(upToCount: 5) == Data("%PDF-".utf8)
}

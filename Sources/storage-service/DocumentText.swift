internal import ArgumentParser
internal import Foundation
internal import Pipeline

/// `text`: the text that a PDF document has as text.
struct DocumentText: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "text",
        abstract: "Prints the text of a PDF document; pages are divided by form feeds.")

    @Argument(help: "A PDF document.")
    var file: String

    @Option(help: "Pages, such as 1-3,5; all when absent.")
    var pages: String?

    @Option(help: "The document's password.")
    var password: String?

    func run() async throws {
        let recipe = ExtractText(
            input: MediaReference(file), pages: try pages.map { try PageRange($0) }, password: password)
        let text = try await recipe.run(in: FileEngine().engine)
        print(text.text)
        for page in text.pages {
            guard let failure = page.failure else { continue }
            FileHandle.standardError.write(Data("page \(page.number) could not be read: \(failure.rawValue)\n".utf8))
        }
    }
}

internal import ArgumentParser
internal import Pipeline

/// `bench text`: the text of a document, taken again and again by a process that stays up, on one core.
struct BenchText: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "text", abstract: "Times the extraction of a document's text; bytes are those of the text.")

    @Argument(help: "A PDF document.")
    var file: String

    @Option(help: "How often.")
    var runs = 1

    func run() async throws {
        let files = FileEngine(threads: 1)
        let recipe = ExtractText(input: MediaReference(file))
        try await BenchReport.measure("text", runs: runs) { try await recipe.run(in: files.engine).text.utf8.count }
    }
}

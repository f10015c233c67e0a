internal import ArgumentParser
internal import Foundation
internal import Pipeline

/// `convert`: an image, or a page of a PDF document, in another format.
struct Convert: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes an image, or a page of a PDF document, in another format.")

    @Argument(help: "An image file or a PDF document.")
    var file: String

    @OptionGroup var picture: PictureOptions

    @Option(help: "Dots per inch of a document's page.")
    var dpi = 150.0

    @Option(help: "The document's password.")
    var password: String?

    func run() async throws {
        let engine = FileEngine().engine
        let input = MediaReference(file)
        let output = try picture.output
        guard try isDocument(file) else {
            let recipe = TransformImage(input: input, page: picture.page.map { $0 - 1 }, output: output)
            return try picture.write(try await recipe.run(in: engine))
        }
        let page = RenderPage(
            input: input, page: picture.page ?? 1, size: .dotsPerInch(dpi), password: password)
        try picture.write(try await PictureOfPage(page, output: output).run(in: engine))
    }
}

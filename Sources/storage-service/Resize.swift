internal import ArgumentParser
internal import Foundation
internal import Pipeline

/// `resize`: an image of another size.
struct Resize: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Makes a picture of another size.")

    @Argument(help: "An image file.")
    var file: String

    @OptionGroup var picture: PictureOptions

    @Option(help: "Pixels across.")
    var width: Int?

    @Option(help: "Pixels down.")
    var height: Int?

    @Option(help: "inside, cover, contain, fill or outside.", transform: oneOf)
    var fit: ImageResize.Fit = .inside

    @Option(help: "What cover keeps: centre, north, …, entropy or attention.", transform: oneOf)
    var gravity: ImageResize.Gravity = .centre

    @Flag(help: "Make a small picture larger.")
    var enlarge = false

    func validate() throws {
        guard width != nil || height != nil else { throw ValidationError("--width or --height is needed") }
    }

    func run() async throws {
        let resize = ImageResize(
            width: width, height: height, fit: fit, gravity: gravity, withoutEnlargement: !enlarge)
        let recipe = TransformImage(
            input: MediaReference(file), page: picture.page.map { $0 - 1 }, resize: resize, output: try picture.output)
        try picture.write(try await recipe.run(in: FileEngine().engine))
    }
}

/// The choice that is written as `text`. Throws, naming all there are.
private func oneOf<Choice: RawRepresentable<String> & CaseIterable>(_ text: String) throws -> Choice {
    guard let choice = Choice(rawValue: text) else {
        throw ValidationError("must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return choice
}

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

    @Option(help: "inside, cover, contain, fill or outside.")
    var fit: ImageResize.Fit = .inside

    @Option(help: "What cover keeps: centre, north, …, entropy or attention.")
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

extension ImageResize.Fit: ExpressibleByArgument {}
extension ImageResize.Gravity: ExpressibleByArgument {}

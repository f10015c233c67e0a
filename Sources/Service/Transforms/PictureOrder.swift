internal import Pipeline

/// One picture to be made of one file: which recipe makes it, and what it is called.
struct PictureOrder: Sendable {
    private enum Work: Sendable {
        case image(TransformImage)
        case page(PictureOfPage)
        case frame(VideoThumbnail)
    }

    /// Where it is kept.
    let name: DerivedName
    let contentType: String
    private let work: Work

    /// The bytes never change, so that their name is their tag.
    var tag: EntityTag { EntityTag(name.name.replacing("/", with: "-")) }

    /// An image of another size or format.
    init(_ recipe: TransformImage) throws {
        work = .image(recipe)
        (name, contentType) = try Self.naming(recipe, recipe.input, recipe.output.format.contentType)
    }

    /// A page of a document.
    init(_ recipe: PictureOfPage) throws {
        work = .page(recipe)
        (name, contentType) = try Self.naming(recipe, recipe.page.input, recipe.output.format.contentType)
    }

    /// A picture of a video.
    init(_ recipe: VideoThumbnail) throws {
        work = .frame(recipe)
        (name, contentType) = try Self.naming(recipe, recipe.input, recipe.format.contentType)
    }

    private static func naming(
        _ recipe: some Recipe, _ input: MediaReference, _ contentType: String
    ) throws -> (DerivedName, String) {
        (DerivedName(content: input.id, name: "pictures/\(try recipe.fingerprint())"), contentType)
    }

    /// Makes it.
    func run(on runner: any RecipeRunner) async throws -> EncodedImage {
        switch work {
        case .image(let recipe): try await runner.run(recipe)
        case .page(let recipe): try await runner.run(recipe)
        case .frame(let recipe): try await runner.run(recipe)
        }
    }
}

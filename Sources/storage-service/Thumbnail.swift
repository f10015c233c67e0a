internal import ArgumentParser
internal import Foundation
internal import Pipeline

/// `thumbnail`: a still of a video.
struct Thumbnail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Makes a still picture of a video.")

    @Argument(help: "A video file.")
    var file: String

    @Argument(help: "The picture to write: .jpg, .jpeg, .webp or .avif.")
    var out: String

    @Option(help: "Seconds from the start; a representative frame when absent.")
    var time: Double?

    @Option(help: "Pixels across, at most the video's own; up to 1280 when absent.")
    var width: Int?

    func run() async throws {
        let target = URL(fileURLWithPath: out)
        let suffix = target.pathExtension.lowercased()
        guard let format = StillFormat(rawValue: suffix == "jpg" ? "jpeg" : suffix) else {
            throw ValidationError("\(out): the name must end in .jpg, .jpeg, .webp or .avif")
        }
        let recipe = VideoThumbnail(input: MediaReference(file), time: time, width: width, format: format)
        let image = try await recipe.run(in: FileEngine().engine)
        try Data(image.bytes).write(to: target, options: .atomic)
    }
}

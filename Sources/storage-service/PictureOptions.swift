internal import ArgumentParser
internal import Foundation
internal import Pipeline

/// What every command that writes a picture is told of it.
struct PictureOptions: ParsableArguments {
    @Argument(help: "The picture to write; its ending says the format: jpg, png, webp, avif, gif, tiff or jxl.")
    var out: String

    @Option(help: "1 to 100, for formats that lose something.")
    var quality: Int?

    @Option(help: "The page of a document, or of a picture with several, from 1.")
    var page: Int?

    /// How the picture is written. Throws for an ending that is none of a format.
    var output: ImageOutput {
        get throws {
            let ending = URL(fileURLWithPath: out).pathExtension.lowercased()
            let names = ["jpg": "jpeg", "tif": "tiff"]
            guard let format = ImageFormat(rawValue: names[ending] ?? ending), format.isWritable else {
                throw ValidationError("\(out): the name must end in .jpg, .png, .webp, .avif, .gif, .tiff or .jxl")
            }
            return ImageOutput(format, quality: quality)
        }
    }

    /// Writes `image`, whole or not at all.
    func write(_ image: EncodedImage) throws {
        try Data(image.bytes).write(to: URL(fileURLWithPath: out), options: .atomic)
    }
}

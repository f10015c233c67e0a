import Foundation
import Pipeline

/// The scans and photographs of the tests, and their reference texts.
enum Scans {
    /// Those that are there: name with ending, language, quarter turns that its EXIF tag asks for.
    static let all: [(file: String, language: String)] = [
        ("en-book-footnotes.jpg", "en"), ("en-print-otranto.png", "en"), ("en-simple.tif", "en"),
        ("multi-language.tif", "en+fr"), ("fr-typewriter-1917.jpg", "fr"), ("fr-print-1856-brown.jpg", "fr"),
        ("fr-print-1863-noisy.jpg", "fr"),
    ].filter { _ in Folders.media != nil }

    /// The grey of the picture at `path`, by FFmpeg.
    static func grey(_ path: String) async throws -> Raster {
        let bytes = try await runSuccessfully(
            "ffmpeg",
            ["-v", "error", "-i", path, "-frames:v", "1", "-c:v", "pgm", "-pix_fmt", "gray", "-f", "image2pipe", "-"]
        ).output
        var fields: [Int] = []
        var place = 2
        while fields.count < 3, place < bytes.count {
            let digits = bytes[place...].prefix { (48...57).contains($0) }
            if digits.isEmpty {
                place += 1
            } else {
                fields.append(Int(String(decoding: digits, as: UTF8.self)) ?? 0)
                place += digits.count
            }
        }
        let samples = bytes.dropFirst(place + 1)
        guard fields.count == 3, samples.count == fields[0] * fields[1] else {
            throw CommandFailure(description: "ffmpeg gave no PGM of \(path)")
        }
        return try Raster(width: fields[0], height: fields[1], layout: .grey) { buffer in
            _ = buffer.update(fromContentsOf: samples)
        }
    }

    /// What was read in the scan `file`.
    static func read(
        _ file: String, _ language: String, effort: RecognitionOptions.Effort = .accurate
    ) async throws -> RecognisedPage {
        let raster = try await grey("\(Folders.media ?? "")/ocr/\(file)")
        return try await page(raster, language, effort: effort)
    }

    /// What was read in `raster`.
    static func page(
        _ raster: Raster, _ language: String = "en", effort: RecognitionOptions.Effort = .accurate,
        seconds: Double? = nil, in engine: Engine = .shared
    ) async throws -> RecognisedPage {
        let options = RecognitionOptions(
            languages: try LanguageSet(language), effort: effort, timeLimitSeconds: seconds)
        return try await RecogniseText.page(raster, options: options, in: engine)
    }

    /// The reference text beside `path`.
    static func reference(_ path: String) throws -> String {
        let stem = path.split(separator: ".").dropLast().joined(separator: ".")
        let prefix = path.hasPrefix("/") ? "" : "\(Folders.media ?? "")/"
        return try String(contentsOfFile: "\(prefix)\(stem).gt.txt", encoding: .utf8)
    }

    /// A raster whose samples `value` gives for column and row.
    static func raster(_ width: Int, _ height: Int, value: (Int, Int) -> UInt8) throws -> Raster {
        try Raster(width: width, height: height, layout: .grey) { buffer in
            for row in 0..<height { for column in 0..<width { buffer[row * width + column] = value(column, row) } }
        }
    }
}

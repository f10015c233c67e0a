import Foundation
import Pipeline

/// The documents of the tests, and the recipes on them.
enum Papers {
    /// The path of a real document; nil where there are none.
    static func real(_ name: String) -> String? { Folders.media.map { "\($0)/pdf/\(name).pdf" } }

    /// The paths of those of `names` that are there.
    static func real(_ names: [String]) -> [String] { names.compactMap { real($0) } }

    /// The text of the document at `path`.
    static func text(
        _ path: String, pages: String? = nil, password: String? = nil, in engine: Engine = .shared
    ) async throws -> ExtractedText {
        let range = try pages.map { try PageRange($0) }
        return try await ExtractText(input: MediaReference(path), pages: range, password: password).run(in: engine)
    }

    /// How the pages of the document at `path` are to be read.
    static func judge(_ path: String, pages: String? = nil, in engine: Engine = .shared) async throws -> [PageContent] {
        let range = try pages.map { try PageRange($0) }
        return try await JudgeDocument(input: MediaReference(path), pages: range).run(in: engine)
    }

    /// A page of the document at `path`, in grey.
    static func grey(
        _ path: String, page: Int = 1, at dots: Double = 72, region: PageBox? = nil, in engine: Engine = .shared
    ) async throws -> Raster {
        let recipe = RenderPage(
            input: MediaReference(path), page: page, size: .dotsPerInch(dots), isGrey: true, region: region)
        return try await recipe.run(in: engine)
    }
}

extension Papers {
    /// A copy in `folder` of a fixture in which `text`, which occurs there, is replaced and `objects` are added; its
    /// cross-references are wrong then and have to be made up anew.
    static func replacing(
        _ text: String, by replacement: String, adding objects: String, in fixture: String, _ folder: TemporaryFolder
    ) throws -> String {
        var data = try Data(contentsOf: URL(fileURLWithPath: Folders.fixture(fixture)))
        guard let place = data.range(of: Data(text.utf8)), let end = data.range(of: Data("startxref".utf8)) else {
            throw CommandFailure(description: "\(fixture) has no \(text)")
        }
        data.replaceSubrange(end, with: Data("startxxxx\n\(objects)".utf8))
        data.replaceSubrange(place, with: Data(replacement.utf8))
        return try folder.write(data, as: "replaced-\(fixture)")
    }
}

extension Raster {
    /// From the first dark column to the last.
    var inkWidth: Int {
        let dark = (0..<width).filter { x in (0..<height).contains { samples[$0 * bytesPerRow + x] < 128 } }
        return (dark.last ?? 0) - (dark.first ?? 0)
    }

    /// The mean of the samples in a rectangle of pixels.
    func mean(x: Range<Int>, y: Range<Int>) -> Double {
        var sum = 0
        for row in y {
            for column in x { sum += Int(samples[row * bytesPerRow + column * layout.rawValue]) }
        }
        return Double(sum) / Double(max(1, x.count * y.count))
    }
}

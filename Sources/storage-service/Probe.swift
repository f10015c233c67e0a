internal import ArgumentParser
internal import Foundation
internal import Pipeline

/// `probe`: what a media file holds, and the ladder it would be offered in.
struct Probe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints as JSON what a media file holds and how it would be offered as HLS.")

    @Argument(help: "A video or audio file.")
    var file: String

    func run() async throws {
        let presentation = try await FileEngine(threads: 1).library.presentation(of: MediaReference(file))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(Report(presentation)), as: UTF8.self))
    }

    private struct Report: Encodable {
        let media: MediaDescription
        let segments: Int
        let rungs: [RungReport]

        init(_ presentation: HLSPresentation) {
            media = presentation.description
            segments = presentation.segmentCount
            rungs = presentation.rungs.map(RungReport.init)
        }
    }

    private struct RungReport: Encodable {
        let name: String
        let width: Int
        let height: Int
        let bandwidth: Int
        let averageBandwidth: Int
        let codecs: String
        let isCopy: Bool

        init(_ rung: Rung) {
            name = rung.name
            width = rung.width
            height = rung.height
            bandwidth = rung.bandwidth
            averageBandwidth = rung.averageBandwidth
            codecs = rung.codecs
            isCopy = rung.isCopy
        }
    }
}

internal import ArgumentParser
internal import Foundation
internal import Pipeline

/// `hls`: a whole ladder on disk.
struct HLS: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hls",
        abstract: "Makes every segment of every rung of a media file.",
        discussion: """
            H.264 by libx264: preset \(EncodingSettings.preset), CRF \(EncodingSettings.constantRateFactor), capped at \
            the rung's rate with a buffer of \(EncodingSettings.bufferSeconds) s, \
            \(EncodingSettings.initialBufferFill) full at the start of each group of about 2 s. \
            AAC-LC at \(EncodingSettings.audioRate / 1000) kb/s. What fits is copied instead.
            """)

    @Argument(help: "A video or audio file.")
    var file: String

    @Argument(help: "The folder for manifest.m3u8, the media playlists and segment/.")
    var outDir: String

    @Flag(help: "Encode every rung, also one that the source could be itself.")
    var encodeAll = false

    @Option(help: "Native threads; as many as there are cores when absent.")
    var threads: Int?

    @Flag(help: "Print the stage graph as a Mermaid flowchart and stop.")
    var graph = false

    @Flag(help: "Print what each stage did.")
    var stages = false

    func run() async throws {
        let files = FileEngine(threads: threads, allowsCopy: !encodeAll)
        let reference = MediaReference(file)
        let recipe = EncodeLadder(input: reference)
        if graph {
            print(try await recipe.diagram(in: files.engine))
            return
        }
        let presentation = try await files.library.presentation(of: reference)
        let folder = URL(fileURLWithPath: outDir, isDirectory: true)
        let segments = folder.appending(path: "segment", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: segments, withIntermediateDirectories: true)
        try write(presentation.masterPlaylist(), to: folder.appending(path: "manifest.m3u8"))
        for rung in presentation.rungs {
            guard let playlist = presentation.mediaPlaylist(rung: rung.name) else { continue }
            try write(playlist, to: folder.appending(path: "\(rung.name).m3u8"))
        }
        let line = ProgressLine()
        try await recipe.run(in: files.engine, progress: { line.show($0) }) { segment in
            let name = HLSPresentation.segmentName(rung: segment.rung, number: segment.number)
            try Data(segment.bytes).write(to: segments.appending(path: name), options: .atomic)
        }
        line.finish(printingStages: stages)
    }

    private func write(_ text: String, to file: URL) throws { try Data(text.utf8).write(to: file, options: .atomic) }
}

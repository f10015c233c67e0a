internal import ArgumentParser

/// The command line: the service itself and the tools around it.
@main
struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storage-service",
        abstract: "Stores files, plays videos as adaptive HLS, and works on images and documents.",
        subcommands: [
            Serve.self,
            Token.self,
            Probe.self,
            HLS.self,
            Thumbnail.self,
            Resize.self,
            Convert.self,
            DocumentText.self,
            OCR.self,
            Bench.self,
            ConfigKeys.self,
            Worker.self,
        ])
}

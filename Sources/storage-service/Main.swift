internal import ArgumentParser

/// The command line: the service itself and the tools around it.
@main
struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storage-service",
        abstract: "Stores files and plays videos as adaptive HLS, made on demand.",
        subcommands: [
            Serve.self,
            Token.self,
            Probe.self,
            HLS.self,
            Thumbnail.self,
            Bench.self,
            ConfigKeys.self,
            Worker.self,
        ])
}

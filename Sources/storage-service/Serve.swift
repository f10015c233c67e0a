internal import ArgumentParser
internal import Foundation
internal import Logging
internal import Service

/// `serve`: the HTTP service.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves HTTP until it is told to stop.",
        discussion: """
            Every key can stand in the environment or in a JSON or YAML file given by --config; options win over the \
            environment, and the environment over the file.

            \(ConfigurationKey.helpText)
            """)

    @OptionGroup var options: ServiceOptions

    @Option(help: "The address to listen on.")
    var host: String?

    @Option(help: "The port to listen on; 0 lets the system choose.")
    var port: Int?

    @Flag(help: "Print a token and three commands that upload a video and fetch its playlist.")
    var hints = false

    func run() async throws {
        var configuration = try await options.configuration()
        if let host { configuration.host = host }
        if let port { configuration.port = port }
        let logger = Self.logger(configuration)
        do {
            let token =
                hints ? try await TokenIssuer(configuration: configuration).token(user: "demo", lifetime: 86_400) : nil
            let application = try await StorageApplication(
                configuration: configuration, logger: logger, documentWorker: Worker.command)
            try await application.run { [configuration] port in
                let url = "http://\(configuration.host):\(port)"
                print("storage-service listens on \(url)")
                if let token { print(Hints.text(url: url, token: token)) }
                fflush(nil)
            }
        } catch let error as ConfigurationError {
            throw ValidationError(error.description)
        }
    }

    private static func logger(_ configuration: Configuration) -> Logger {
        if configuration.logFormat == "json" {
            LoggingSystem.bootstrap { JSONLogHandler(label: $0) }
        } else {
            LoggingSystem.bootstrap(StreamLogHandler.standardError)
        }
        var logger = Logger(label: "storage-service")
        logger.logLevel = Logger.Level(rawValue: configuration.logLevel) ?? .info
        return logger
    }
}

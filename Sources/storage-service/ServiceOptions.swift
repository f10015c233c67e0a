internal import ArgumentParser
internal import Service

/// The options that say which configuration a command works with.
struct ServiceOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: "A JSON or YAML file with configuration keys (also STORAGE_CONFIG).")
    var file: String?

    @Option(help: "The folder that holds the database, the blobs and the cache.")
    var dataDir: String?

    /// Options over environment over file over defaults. Throws a `ValidationError` that says what is wrong.
    func configuration() async throws -> Service.Configuration {
        do {
            var configuration = try await Service.Configuration.read(file: file)
            if let dataDir { configuration.dataDir = dataDir }
            return configuration
        } catch let error as ConfigurationError {
            throw ValidationError(error.description)
        }
    }
}

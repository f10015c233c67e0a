internal import ArgumentParser
internal import Service

/// `token`: a bearer token for trying things out.
struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints a bearer token signed with the secret that serve checks.",
        discussion: "Without a configured secret, the development secret of the data directory signs.")

    @OptionGroup var options: ServiceOptions

    @Option(help: "The user the token speaks for.")
    var user: String

    @Option(help: "Scopes, separated by spaces; storage:admin may act for every user.")
    var scope: String?

    @Option(help: "Seconds until the token expires.")
    var expiresIn = 3600

    func run() async throws {
        let configuration = try await options.configuration()
        guard !user.isEmpty, expiresIn > 0 else { throw ValidationError("a user and a positive lifetime are needed") }
        do {
            let issuer = try TokenIssuer(configuration: configuration)
            print(try await issuer.token(user: user, scope: scope, lifetime: expiresIn))
        } catch let error as ConfigurationError {
            throw ValidationError(error.description)
        }
    }
}

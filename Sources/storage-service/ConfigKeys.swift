internal import ArgumentParser
internal import Service

/// `config-keys`: the table of configuration keys as the documentation shows it.
struct ConfigKeys: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config-keys", abstract: "Prints every configuration key as a Markdown table.",
        shouldDisplay: false)

    func run() { print(ConfigurationKey.markdown) }
}

internal import Configuration
internal import Foundation

/// A setting that cannot be used, said in words an operator can act on.
package struct ConfigurationError: Error, CustomStringConvertible {
    package let description: String
}

extension Configuration {
    /// Reads environment variables (`STORAGE_…`) over an optional file (`.json`, `.yaml` or `.yml`) over the defaults.
    ///
    /// `file` wins over `STORAGE_CONFIG`. Throws `ConfigurationError` on a value of the wrong kind, or out of range.
    package static func read(
        file: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws -> Configuration {
        let variables = environment.filter { !$0.value.isEmpty }
        var providers: [any ConfigProvider] = [
            EnvironmentVariablesProvider(environmentVariables: variables).prefixKeys(with: "storage")
        ]
        if let path = file ?? variables["STORAGE_CONFIG"] {
            providers.append(try await fileProvider(path))
        }
        var configuration = Configuration()
        for key in ConfigurationKey.all {
            try configuration.apply(key, from: providers)
        }
        return configuration
    }

    private mutating func apply(_ key: ConfigurationKey, from providers: [any ConfigProvider]) throws {
        for provider in providers {
            let found: ConfigValue?
            do {
                found = try provider.value(forKey: AbsoluteConfigKey([key.name]), type: key.type).value
            } catch {
                throw ConfigurationError(description: "\(key.name) is not of type \(key.type.rawValue)")
            }
            guard let found else { continue }
            guard key.store(found.content, &self) else {
                throw ConfigurationError(description: "\(key.name) is out of range or of the wrong type")
            }
            return
        }
    }

    private static func fileProvider(_ path: String) async throws -> any ConfigProvider {
        do {
            let values: [AbsoluteConfigKey: ConfigValue] = ["filePath": ConfigValue(.string(path), isSecret: false)]
            let location = ConfigReader(provider: InMemoryProvider(values: values))
            if path.hasSuffix(".json") { return try await FileProvider<JSONSnapshot>(config: location) }
            return try await FileProvider<YAMLSnapshot>(config: location)
        } catch {
            throw ConfigurationError(description: "cannot read the configuration file \(path): \(error)")
        }
    }
}

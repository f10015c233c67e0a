internal import Configuration

/// One thing that can be set: its name, what it means, and where its value goes.
///
/// `ConfigurationKey.all` is the one table that reading, `serve --help` and the documentation follow.
package struct ConfigurationKey: Sendable {
    /// The name in a file, such as `dataDir`.
    package let name: String
    /// One sentence on what it does.
    package let summary: String
    /// The default as it would be written in a file.
    package let defaultText: String
    /// Whether the value must not be shown.
    package let isSecret: Bool

    let type: ConfigType
    let store: @Sendable (ConfigContent, inout Configuration) -> Bool

    /// The environment variable, such as `STORAGE_DATA_DIR`.
    package var environmentName: String {
        "STORAGE_" + name.reduce(into: "") { text, character in
            // A run of capitals is one word: publicBaseURL is PUBLIC_BASE_URL.
            if character.isUppercase, let last = text.last, last.isLowercase { text.append("_") }
            text.append(character)
        }.uppercased()
    }

    private init(
        _ name: String, _ type: ConfigType, _ summary: String, _ defaultText: String, isSecret: Bool = false,
        store: @escaping @Sendable (ConfigContent, inout Configuration) -> Bool
    ) {
        self.name = name
        self.type = type
        self.summary = summary
        self.defaultText = defaultText
        self.isSecret = isSecret
        self.store = store
    }

    static func text(
        _ name: String, _ path: any WritableKeyPath<Configuration, String> & Sendable, _ summary: String,
        isSecret: Bool = false
    ) -> Self {
        Self(name, .string, summary, Configuration()[keyPath: path], isSecret: isSecret) { content, configuration in
            guard case .string(let value) = content else { return false }
            configuration[keyPath: path] = value
            return true
        }
    }

    static func number(
        _ name: String, _ path: any WritableKeyPath<Configuration, Int> & Sendable, _ summary: String,
        in range: ClosedRange<Int>
    ) -> Self {
        Self(name, .int, summary, String(Configuration()[keyPath: path])) { content, configuration in
            guard case .int(let value) = content, range.contains(value) else { return false }
            configuration[keyPath: path] = value
            return true
        }
    }

    static func list(
        _ name: String, _ path: any WritableKeyPath<Configuration, [String]> & Sendable, _ summary: String
    ) -> Self {
        Self(name, .stringArray, summary, Configuration()[keyPath: path].joined(separator: ",")) {
            content, configuration in
            guard case .stringArray(let value) = content else { return false }
            configuration[keyPath: path] = value
            return true
        }
    }
}

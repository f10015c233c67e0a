internal import Foundation
package import Logging

/// Writes every log entry as one JSON object on one line of standard error.
package struct JSONLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel: Logger.Level = .info
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let write: @Sendable ([UInt8]) -> Void

    /// Writes to standard error.
    package init(label: String) {
        self.init(label: label) { line in
            // One call a line, so that lines of several threads do not mix. A log that cannot be written is no reason to stop.
            try? FileHandle.standardError.write(contentsOf: line)
        }
    }

    /// Hands every line to `write`.
    init(label: String, write: @escaping @Sendable ([UInt8]) -> Void) {
        self.label = label
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let own = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) { $1 }
        var members = own.mapValues(Self.value)
        members["time"] = .string(Timestamp.now.text)
        members["level"] = .string(event.level.rawValue)
        members["logger"] = .string(label)
        members["message"] = .string(event.message.description)
        guard let line = try? JSON.encode(JSONValue.object(members)) else { return }
        write(line + [UInt8(ascii: "\n")])
    }

    private static func value(_ value: Logger.Metadata.Value) -> JSONValue {
        switch value {
        case .string(let text): .string(text)
        case .stringConvertible(let thing): .string(thing.description)
        case .array(let values): .array(values.map(Self.value))
        case .dictionary(let values): .object(values.mapValues(Self.value))
        }
    }
}

internal import Foundation

extension Recipe {
    /// A name for what the recipe yields, 64 hexadecimal digits: the same in every process for equal values, another for any
    /// other value, and another after each change of the engine that changes results. A key for caches, together with the
    /// content that `input` names; where names are reused, the content's own hash has to be part of the key.
    public func fingerprint() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let value = try encoder.encode(self)
        return ContentHash.full(EngineVersion.bytes + Array(" \(Self.self) ".utf8) + value)
    }
}

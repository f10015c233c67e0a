internal import Crypto
internal import Foundation
internal import NIOCore

/// A shared secret of at least 256 bits, and the keys made from it for single purposes.
package struct SigningSecret: Sendable {
    let bytes: [UInt8]

    /// The configured secret, or the development secret of the data directory.
    init(_ configuration: Configuration, _ directory: DataDirectory) throws {
        self =
            configuration.jwtSecret.isEmpty
            ? try SigningSecret(developmentFile: directory.developmentSecret)
            : try SigningSecret(configured: configuration.jwtSecret)
    }

    /// Uses a configured text. Throws `ConfigurationError` when it is too short to be safe.
    init(configured text: String, as name: String = "jwtSecret") throws {
        guard text.utf8.count >= 32 else {
            throw ConfigurationError(description: "\(name) must have at least 32 bytes")
        }
        bytes = Array(text.utf8)
    }

    /// Reads the secret kept in the file at `path`, or makes a random one there that only this user may read.
    init(developmentFile path: String) throws {
        if let stored = FileManager.default.contents(atPath: path), stored.count >= 32 {
            bytes = Array(stored)
            return
        }
        bytes = Array((Identifier.random() + Identifier.random()).utf8)
        do {
            let file = try OpenFile.writing(path)
            try file.write(ByteBuffer(bytes: bytes), at: 0)
            try file.synchronize()
        } catch {
            throw ConfigurationError(description: "cannot write the development secret into the data directory")
        }
    }

    /// A key for `purpose` alone, so that no signature made for one can serve another (RFC 5869).
    func key(for purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: bytes), info: Data("storage-service \(purpose)".utf8),
            outputByteCount: 32)
    }
}

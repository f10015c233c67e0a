internal import Crypto
internal import NIOCore

/// The SHA-256 of bytes in their order, taken on another thread while the caller does something else with them:
///
///     async let summed: Void = digest.append(bytes)
///     try await writer.write(bytes)
///     await summed
actor StreamDigest {
    /// Below this many bytes a turn on another thread costs more than it saves.
    static let worthwhile = 65_536
    private var digest = SHA256()

    /// Takes the next bytes.
    func append(_ bytes: ByteBuffer) {
        bytes.withUnsafeReadableBytes { digest.update(bufferPointer: $0) }
    }

    /// The sum of all that has come, in lower-case hexadecimal.
    func finish() -> String { Identifier.hex(digest.finalize()) }
}

internal import Crypto
internal import Foundation

/// Short-lived permission to play one file, small enough to stand in a path: `expiry.signature`.
struct PlaybackTokens: Sendable {
    private let key: SymmetricKey

    init(secret: SigningSecret) { key = secret.key(for: "playback") }

    /// Permission for `fileID` until `expiry`.
    func issue(for fileID: String, until expiry: Timestamp) -> String {
        let time = String(expiry.seconds, radix: 36)
        let code = HMAC<SHA256>.authenticationCode(for: message(fileID, time), using: key)
        return time + "." + Identifier.hex(code)
    }

    /// Throws `forbidden` unless `token` is good for `fileID` at `now`.
    func check(_ token: String, for fileID: String, at now: Timestamp = .now) throws {
        let refusal = ServiceError(.forbidden, "The playback token is not valid for this file, or has expired.")
        let parts = token.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let expiry = Int64(parts[0], radix: 36), let code = Identifier.bytes(hex: parts[1]),
            // CryptoKit compares in constant time.
            HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message(fileID, String(parts[0])), using: key),
            expiry > now.seconds
        else { throw refusal }
    }

    private func message(_ fileID: String, _ time: String) -> Data { Data("\(fileID)\n\(time)".utf8) }
}

internal import Crypto
internal import Foundation

/// URLs that anybody may download one file by, until they expire.
///
/// The query says until when and how; a signature binds that to the file. It is checked by writing the query anew, so
/// that a link with anything changed, added, left out or put in another order is refused.
struct DownloadLinks: Sendable {
    /// What a link may do.
    struct Permission: Equatable, Sendable {
        var expiry: Timestamp
        var disposition: Disposition
    }

    /// The part of the signed text that changes when its meaning does.
    private static let version = "1"

    /// Signs.
    private let current: SymmetricKey
    /// Is still honoured, so that links outlive a change of keys.
    private let previous: SymmetricKey?

    /// Signs with `urlSigningKey`, or a key made from `secret` when that is not set; also honours `urlSigningKeyPrevious`.
    /// Throws `ConfigurationError` for a key that is too short.
    init(_ configuration: Configuration, secret: SigningSecret) throws {
        func own(_ name: String, _ text: String) throws -> SigningSecret? {
            text.isEmpty ? nil : try SigningSecret(configured: text, as: name)
        }
        current = (try own("urlSigningKey", configuration.urlSigningKey) ?? secret).key(for: "download link")
        previous = try own("urlSigningKeyPrevious", configuration.urlSigningKeyPrevious)?.key(for: "download link")
    }

    /// The query that permits `permission` for `fileID`.
    func query(for fileID: String, _ permission: Permission) -> String {
        Self.query(
            permission, signature: HMAC<SHA256>.authenticationCode(for: signed(fileID, permission), using: current))
    }

    /// What `query` permits for `fileID`. Throws `invalid_signature` for anything but a link of ours, unchanged, and
    /// `link_expired` for one that has had its time.
    func permission(of query: String, for fileID: String, at now: Timestamp = .now) throws -> Permission {
        let refusal = ServiceError(.invalidSignature, "This link was not made by this service, or has been changed.")
        guard let parts = query.wholeMatch(of: /expires=(\d{1,12})&disposition=([a-z]+)&signature=([0-9a-f]{64})/),
            let seconds = Int64(parts.1), let disposition = Disposition(rawValue: String(parts.2)),
            let signature = Identifier.bytes(hex: parts.3)
        else { throw refusal }
        let permission = Permission(
            expiry: Timestamp(microseconds: seconds * 1_000_000), disposition: disposition)
        let text = signed(fileID, permission)
        guard Self.query(permission, signature: signature) == query,
            // Compared in constant time.
            [current, previous].compactMap({ $0 }).contains(where: {
                HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: text, using: $0)
            })
        else { throw refusal }
        guard permission.expiry > now else {
            throw ServiceError(.linkExpired, "This link has expired; ask for a new one.")
        }
        return permission
    }

    /// One line a fact; none of them can hold a line break.
    private func signed(_ fileID: String, _ permission: Permission) -> Data {
        let lines = [
            Self.version, "GET", fileID, String(permission.expiry.seconds), permission.disposition.rawValue,
        ]
        return Data(lines.joined(separator: "\n").utf8)
    }

    private static func query(_ permission: Permission, signature: some Sequence<UInt8>) -> String {
        "expires=\(permission.expiry.seconds)&disposition=\(permission.disposition.rawValue)"
            + "&signature=\(Identifier.hex(signature))"
    }
}

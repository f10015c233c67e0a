internal import Foundation
internal import JWTKit

/// Makes bearer tokens for the command line, with the secret that `serve` checks them by.
package struct TokenIssuer: Sendable {
    private let secret: SigningSecret
    private let issuer: String?
    private let audience: String?

    /// Signs with the configured secret, or with the one in the data directory, made if it is not there yet.
    package init(configuration: Configuration) throws {
        guard configuration.jwksFile.isEmpty, configuration.jwksURL.isEmpty else {
            throw ConfigurationError(description: "with a key set, tokens come from whoever holds the private key")
        }
        secret = try SigningSecret(configuration, try DataDirectory(path: configuration.dataDir))
        issuer = configuration.jwtIssuer.isEmpty ? nil : configuration.jwtIssuer
        audience = configuration.jwtAudience.isEmpty ? nil : configuration.jwtAudience
    }

    /// A token for `user` that works for `lifetime` seconds.
    package func token(user: String, scope: String? = nil, lifetime: Int) async throws -> String {
        let keys = JWTKeyCollection()
        await keys.add(hmac: HMACKey(from: Data(secret.bytes)), digestAlgorithm: .sha256)
        return try await keys.sign(
            AccessClaims(
                sub: user, exp: Date().timeIntervalSince1970.rounded() + Double(lifetime), scope: scope, iss: issuer,
                aud: audience.map(AccessClaims.Audience.one)))
    }
}

internal import Foundation
internal import JWTKit

/// Checks bearer tokens: HS256 by a shared secret, or RS256, ES256 and EdDSA by a key set.
struct TokenVerifier: Sendable {
    private let keys: JWTKeyCollection
    private let issuer: String?
    private let audience: String?

    /// Trusts tokens signed with `secret`.
    init(secret: SigningSecret, issuer: String? = nil, audience: String? = nil) async {
        keys = JWTKeyCollection()
        self.issuer = issuer
        self.audience = audience
        await keys.add(hmac: HMACKey(from: Data(secret.bytes)), digestAlgorithm: .sha256)
    }

    /// Trusts tokens signed with a key of `jwks`, a JSON Web Key Set (RFC 7517). Throws when it cannot be read.
    init(jwks: String, issuer: String? = nil, audience: String? = nil) async throws {
        keys = JWTKeyCollection()
        self.issuer = issuer
        self.audience = audience
        try await keys.add(jwksJSON: jwks)
    }

    /// The claims of `token`. Throws `unauthenticated` for whatever reason it is not good; the reason is the cause.
    func verify(_ token: String) async throws -> AccessClaims {
        do {
            let claims = try await keys.verify(token, as: AccessClaims.self)
            if let issuer, claims.iss != issuer { throw ServiceError(.unauthenticated, "wrong iss") }
            if let audience, claims.aud?.contains(audience) != true {
                throw ServiceError(.unauthenticated, "wrong aud")
            }
            return claims
        } catch {
            throw ServiceError(.unauthenticated, "A valid bearer token is needed.", cause: error)
        }
    }
}

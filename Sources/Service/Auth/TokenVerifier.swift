/// Checks bearer tokens: HS256 by a shared secret, or RS256, ES256 and EdDSA by a key set.
struct TokenVerifier: Sendable {
    private let source: any KeySource
    private let issuer: String?
    private let audience: String?

    /// Trusts tokens signed with a key of `source`; `issuer` and `audience` are checked when given.
    init(_ source: any KeySource, issuer: String? = nil, audience: String? = nil) {
        self.source = source
        self.issuer = issuer
        self.audience = audience
    }

    /// The claims of `token`. Throws `unauthenticated` for whatever reason it is not good; the reason is the cause. Throws
    /// `unavailable` when there are no keys to check it with.
    func verify(_ token: String) async throws -> AccessClaims {
        let refusal = "A valid bearer token is needed."
        guard let head = TokenHead(token) else { throw ServiceError(.unauthenticated, refusal) }
        let keys = try await source.keys(for: head.kid)
        do {
            let claims = try await keys.verify(token, head)
            if let issuer, claims.iss != issuer { throw ServiceError(.unauthenticated, "wrong iss") }
            if let audience, claims.aud?.contains(audience) != true {
                throw ServiceError(.unauthenticated, "wrong aud")
            }
            return claims
        } catch {
            throw ServiceError(.unauthenticated, refusal, cause: error)
        }
    }
}

internal import Foundation
internal import JWTKit

/// Keys that tokens are checked with, each for one algorithm only.
struct KeySet: Sendable {
    /// RFC 7518 and RFC 8037: what keys of a set may be used for here.
    private static let algorithms: [String: JWK.Algorithm] = ["RS256": .rs256, "ES256": .es256, "EdDSA": .eddsa]

    private let keys = JWTKeyCollection()
    /// The algorithm of each named key.
    private var byName: [String: String] = [:]
    /// The only key's algorithm, when tokens need not name it.
    private var only: String?

    /// One HS256 key, whatever tokens call it.
    init(secret: SigningSecret) async {
        await keys.add(hmac: HMACKey(from: Data(secret.bytes)), digestAlgorithm: .sha256)
        only = "HS256"
    }

    /// The signature keys of a JSON Web Key Set (RFC 7517). Keys for other ends or of other kinds are left out, as section 5
    /// has it. Throws when there is none left.
    init(jwks: String) async throws {
        guard case .object(let set) = try JSON.decode(JSONValue.self, from: jwks),
            case .array(let entries)? = set["keys"]
        else { throw KeySetError() }
        for entry in entries {
            guard case .object(let members) = entry, let (name, algorithm) = Self.usable(members) else { continue }
            // What the key says of its algorithm is made explicit: a token must never choose it.
            let text = try JSON.text(members.merging(["alg": .string(algorithm), "kid": .string(name)]) { $1 })
            guard let key = try? JSON.decode(JWK.self, from: text), (try? await keys.add(jwk: key)) != nil else {
                continue
            }
            byName[name] = algorithm
        }
        guard !byName.isEmpty else { throw KeySetError() }
        if byName.count == 1 { only = byName.values.first }
    }

    /// Whether a token that names `kid` may be one of these keys'.
    func covers(_ kid: String?) -> Bool { algorithm(of: kid) != nil }

    /// The claims of `token`, whose head is `head`. Throws when it is not signed by the key it names with that key's algorithm.
    func verify(_ token: String, _ head: TokenHead) async throws -> AccessClaims {
        guard let algorithm = algorithm(of: head.kid), head.alg == algorithm, head.crit == nil else {
            throw ServiceError(.unauthenticated, "no key, another algorithm, or an extension that is not understood")
        }
        return try await keys.verify(token, as: AccessClaims.self)
    }

    private func algorithm(of kid: String?) -> String? {
        guard let kid, !byName.isEmpty else { return only }
        return byName[kid]
    }

    /// The name and the algorithm of a key that can check signatures here.
    private static func usable(_ members: [String: JSONValue]) -> (name: String, algorithm: String)? {
        if let use = members["use"], use != .string("sig") { return nil }
        let algorithm: String
        switch (members["kty"], members["crv"]) {
        case (.string("RSA"), _): algorithm = "RS256"
        case (.string("EC"), .string("P-256")): algorithm = "ES256"
        case (.string("OKP"), .string("Ed25519")): algorithm = "EdDSA"
        default: return nil
        }
        if let stated = members["alg"], stated != .string(algorithm) { return nil }
        guard case .string(let name)? = members["kid"] else { return ("", algorithm) }
        return (name, algorithm)
    }
}

/// A text that is no key set, or one without a key that can be used.
struct KeySetError: Error {}

/// The protected header of a token (RFC 7515 section 4.1), before anything is believed.
struct TokenHead: Decodable, Sendable {
    let alg: String
    let kid: String?
    /// Extensions that must be understood; none are.
    let crit: Anything?

    /// What is there, whatever it is.
    struct Anything: Decodable, Sendable {
        init(from decoder: any Decoder) {}
    }

    /// Reads the first part of `token`; nil when it has none.
    init?(_ token: String) {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count <= 4096 else { return nil }
        let base64 = parts[0].replacing("-", with: "+").replacing("_", with: "/")
        let padded = base64 + String(repeating: "=", count: (4 - base64.count % 4) % 4)
        guard let data = Data(base64Encoded: String(padded)),
            let head = try? JSONDecoder().decode(Self.self, from: data)
        else {
            return nil
        }
        self = head
    }
}

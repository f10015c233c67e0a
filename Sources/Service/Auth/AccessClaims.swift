internal import Foundation
internal import JWTKit

/// The claims of a bearer token.
struct AccessClaims: JWTPayload {
    /// The scope that may act for others.
    static let adminScope = "storage:admin"

    /// The user.
    var sub: String
    /// Seconds since 1970 after which the token is worthless.
    var exp: Double
    /// Seconds since 1970 before which it is not yet good.
    var nbf: Double?
    /// Space-separated.
    var scope: String?
    var iss: String?
    var aud: Audience?

    /// One audience or several.
    enum Audience: Codable, Equatable, Sendable {
        case one(String)
        case several([String])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let one = try? container.decode(String.self) {
                self = .one(one)
            } else {
                self = .several(try container.decode([String].self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .one(let audience): try container.encode(audience)
            case .several(let audiences): try container.encode(audiences)
            }
        }

        func contains(_ audience: String) -> Bool {
            switch self {
            case .one(let only): only == audience
            case .several(let all): all.contains(audience)
            }
        }
    }

    /// Whether `storage:admin` is among the scopes.
    var isAdministrator: Bool { scope?.split(separator: " ").contains(Substring(Self.adminScope)) ?? false }

    func verify(using algorithm: some JWTAlgorithm) async throws {
        let now = Date().timeIntervalSince1970
        guard UserName.isValid(sub), exp > now, (nbf ?? 0) <= now else {
            throw ServiceError(.unauthenticated, "The token has expired or names no user.")
        }
    }
}

internal import Foundation
internal import Logging

extension TokenVerifier {
    /// As configured: a key set by URL, by file, or the shared secret. Throws `ConfigurationError`.
    init(_ configuration: Configuration, secret: SigningSecret, logger: Logger) async throws {
        self.init(
            try await Self.source(configuration, secret, logger),
            issuer: configuration.jwtIssuer.isEmpty ? nil : configuration.jwtIssuer,
            audience: configuration.jwtAudience.isEmpty ? nil : configuration.jwtAudience)
    }

    private static func source(
        _ configuration: Configuration, _ secret: SigningSecret, _ logger: Logger
    ) async throws -> any KeySource {
        let (file, url) = (configuration.jwksFile, configuration.jwksURL)
        if !file.isEmpty, !url.isEmpty {
            throw ConfigurationError(description: "jwksFile and jwksURL cannot both be set")
        }
        let interval = Duration.seconds(configuration.jwksRefreshInterval)
        let onFailure: @Sendable (any Error) -> Void = { error in
            logger.error("cannot load the key set", metadata: ["error": "\(error)"])
        }
        if !url.isEmpty {
            guard isSafe(url) else {
                throw ConfigurationError(description: "jwksURL must be https, or http on this machine")
            }
            let client = HTTPClient()
            return RefreshingKeySet(interval: interval, onFailure: onFailure) {
                let answer = try await client.get(url)
                guard answer.status == 200 else {
                    throw OutgoingError(code: .unreachable, message: "answered \(answer.status)")
                }
                return String(decoding: answer.body, as: UTF8.self)
            }
        }
        guard !file.isEmpty else { return await KeySet(secret: secret) }
        let read: @Sendable () async throws -> String = { try String(contentsOfFile: file, encoding: .utf8) }
        do { _ = try await KeySet(jwks: try await read()) } catch {
            throw ConfigurationError(description: "cannot read the key set \(file): \(error)")
        }
        return RefreshingKeySet(interval: interval, onFailure: onFailure, load: read)
    }

    /// Whoever can change the answer on its way could sign tokens of his own.
    private static func isSafe(_ url: String) -> Bool {
        guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty else { return false }
        return parts.scheme == "https"
            || (parts.scheme == "http" && ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host))
    }
}

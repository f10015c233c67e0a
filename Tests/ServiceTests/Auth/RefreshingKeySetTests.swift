import Foundation
import JWTKit
import Synchronization
import Testing

@testable import Service

@Suite struct RefreshingKeySetTests {
    /// Key sets as another server would hand them out.
    private final class Source: Sendable {
        private struct State {
            var set: String?
            var loads = 0
            var now = ContinuousClock.now
        }
        private let state = Mutex(State())
        var loads: Int { state.withLock { $0.loads } }
        var now: ContinuousClock.Instant { state.withLock { $0.now } }

        func serve(_ set: String?) { state.withLock { $0.set = set } }
        func advance(_ duration: Duration) { state.withLock { $0.now += duration } }
        func load() throws -> String {
            try state.withLock { state in
                state.loads += 1
                guard let set = state.set else { throw Unexpected() }
                return set
            }
        }
    }

    private let source = Source()
    private let keys: RefreshingKeySet

    init() {
        keys = RefreshingKeySet(interval: .seconds(10), now: { [source] in source.now }) { [source] in
            try source.load()
        }
    }

    private static func entry(_ key: ES256PrivateKey, kid: String, more: String = "") throws -> String {
        let point = try #require(key.publicKey.parameters)
        func url(_ text: String) -> String {
            text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        }
        return #"{"kty":"EC","crv":"P-256","kid":"\#(kid)","x":"\#(url(point.x))","y":"\#(url(point.y))"\#(more)}"#
    }

    private static func set(_ entries: String...) -> String { #"{"keys":[\#(entries.joined(separator: ","))]}"# }

    private func token(_ key: ES256PrivateKey, kid: String) async throws -> String {
        let signers = JWTKeyCollection()
        await signers.add(ecdsa: key, kid: JWKIdentifier(string: kid))
        return try await signers.sign(
            AccessClaims(sub: "u", exp: Date().timeIntervalSince1970 + 600), kid: JWKIdentifier(string: kid))
    }

    private func code(_ token: String) async -> ServiceError.Code? {
        do {
            _ = try await TokenVerifier(keys).verify(token)
            return nil
        } catch { return (error as? ServiceError)?.code }
    }

    @Test func `a set is loaded once, and again for a new key, but not for every unknown name`() async throws {
        let (old, new) = (ES256PrivateKey(), ES256PrivateKey())
        source.serve(Self.set(try Self.entry(old, kid: "old")))
        for _ in 0..<3 { #expect(await code(try await token(old, kid: "old")) == nil) }
        #expect(source.loads == 1)
        source.serve(Self.set(try Self.entry(old, kid: "old"), try Self.entry(new, kid: "new")))
        #expect(await code(try await token(new, kid: "new")) == .unauthenticated)
        source.advance(.seconds(11))
        #expect(await code(try await token(new, kid: "new")) == nil)
        #expect(source.loads == 2)
        for number in 0..<50 { #expect(await code(try await token(new, kid: "x\(number)")) == .unauthenticated) }
        #expect(source.loads == 2)
    }

    @Test func `without any set tokens cannot be checked, and with a bad answer the last good one stays`() async throws
    {
        let key = ES256PrivateKey()
        #expect(await code(try await token(key, kid: "k")) == .unavailable)
        source.serve(Self.set(try Self.entry(key, kid: "k")))
        #expect(await code(try await token(key, kid: "k")) == .unavailable)
        source.advance(.seconds(11))
        #expect(await code(try await token(key, kid: "k")) == nil)
        for bad in [nil, "", "[]", #"{"keys":[]}"#, #"{"keys":7}"#] {
            source.serve(bad)
            source.advance(.seconds(4000))
            let loads = source.loads
            #expect(await code(try await token(key, kid: "k")) == nil)
            #expect(source.loads == loads + 1)
        }
    }

    @Test func `a key taken out of the set stops working within the hour`() async throws {
        let key = ES256PrivateKey()
        source.serve(Self.set(try Self.entry(key, kid: "k")))
        #expect(await code(try await token(key, kid: "k")) == nil)
        source.serve(Self.set(try Self.entry(ES256PrivateKey(), kid: "other")))
        source.advance(.seconds(3601))
        #expect(await code(try await token(key, kid: "k")) == .unauthenticated)
    }

    @Test func `many tokens at once load one set`() async throws {
        let key = ES256PrivateKey()
        source.serve(Self.set(try Self.entry(key, kid: "k")))
        let token = try await token(key, kid: "k")
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<32 { group.addTask { #expect(await code(token) == nil) } }
        }
        #expect(source.loads == 1)
    }

    @Test func `keys for other ends are left out, and a token does not choose its algorithm`() async throws {
        let (good, sealing, strange) = (ES256PrivateKey(), ES256PrivateKey(), ES256PrivateKey())
        source.serve(
            Self.set(
                try Self.entry(good, kid: "good"), try Self.entry(sealing, kid: "enc", more: #","use":"enc""#),
                try Self.entry(strange, kid: "es", more: #","alg":"ES512""#),
                #"{"kty":"oct","k":"AAAA","kid":"oct"}"#, #"{"kty":"EC"}"#, "7"))
        #expect(await code(try await token(good, kid: "good")) == nil)
        #expect(await code(try await token(sealing, kid: "enc")) == .unauthenticated)
        #expect(await code(try await token(strange, kid: "es")) == .unauthenticated)
        let parts = try await token(good, kid: "good").split(separator: ".")
        for head in [
            #"{"alg":"none"}"#, #"{"alg":"ES512","kid":"good"}"#, #"{"alg":"ES256","kid":"good","crit":["x"]}"#,
        ] {
            let forged = Data(head.utf8).base64EncodedString().replacing("=", with: "")
            #expect(await code("\(forged).\(parts[1]).\(parts[2])") == .unauthenticated)
        }
    }
}

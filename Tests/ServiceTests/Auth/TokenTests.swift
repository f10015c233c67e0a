import Crypto
import Foundation
import JWTKit
import Testing

@testable import Service

@Suite struct TokenTests {
    private let secret: SigningSecret
    private let verifier: TokenVerifier

    init() async throws {
        secret = try SigningSecret(configured: String(repeating: "s", count: 32))
        verifier = TokenVerifier(await KeySet(secret: secret))
    }

    private static let future = Date().timeIntervalSince1970 + 600

    /// A token made by hand: header and claims as JSON, signed with `key` by HMAC-SHA-256.
    private func token(_ claims: String, header: String = #"{"alg":"HS256","typ":"JWT"}"#, key: [UInt8]? = nil)
        -> String
    {
        let message = [header, claims].map { base64URL(Data($0.utf8)) }.joined(separator: ".")
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(message.utf8), using: SymmetricKey(data: key ?? secret.bytes))
        return message + "." + base64URL(Data(code))
    }

    private func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    @Test func `a good token names its user`() async throws {
        let claims = try await verifier.verify(token(#"{"sub":"u1","exp":\#(Self.future)}"#))
        #expect(claims.sub == "u1")
        #expect(!claims.isAdministrator)
    }

    @Test(arguments: [
        ("storage:admin", true), ("a storage:admin b", true), ("storage:administrator", false), ("", false),
    ])
    func `the admin scope is one word of several`(scope: String, isAdmin: Bool) async throws {
        let claims = try await verifier.verify(token(#"{"sub":"u","exp":\#(Self.future),"scope":"\#(scope)"}"#))
        #expect(claims.isAdministrator == isAdmin)
    }

    @Test(arguments: [
        #"{"sub":"victim\u0000x","exp":9999999999}"#, #"{"sub":"a\nb","exp":9999999999}"#,
        #"{"sub":"u","exp":1}"#, #"{"sub":"u"}"#, #"{"exp":9999999999}"#, #"{"sub":"","exp":9999999999}"#,
        #"{"sub":7,"exp":9999999999}"#, #"{"sub":"u","exp":"soon"}"#, #"{"sub":"u","exp":9999999999,"nbf":9999999998}"#,
        "[]", "not json", "",
    ])
    func `claims that are missing, wrong or out of time are refused`(claims: String) async {
        await expectRefusal(token(claims))
    }

    @Test func `tokens that are not signed with the secret are refused`() async {
        let claims = #"{"sub":"u","exp":\#(Self.future)}"#
        await expectRefusal(token(claims, key: Array(repeating: 1, count: 32)))
        let unsigned = [#"{"alg":"none"}"#, claims].map { base64URL(Data($0.utf8)) }.joined(separator: ".")
        for suffix in [".", "", ".AAAA"] { await expectRefusal(unsigned + suffix) }
        let good = token(claims)
        await expectRefusal(String(good.dropLast(2)) + "AA")
        await expectRefusal(good + ".x")
        for junk in ["", ".", "..", "a.b.c", "😀.😀.😀"] { await expectRefusal(junk) }
        let parts = good.split(separator: ".")
        let forged = base64URL(Data(#"{"sub":"admin","exp":\#(Self.future)}"#.utf8))
        await expectRefusal("\(parts[0]).\(forged).\(parts[2])")
    }

    @Test(
        arguments: [(nil, true), ("\"me\"", true), ("[\"a\",\"me\"]", true), ("\"you\"", false), ("[]", false)]
            as [(String?, Bool)])
    func `issuer and audience are checked when configured`(audience: String?, isGood: Bool) async throws {
        let checked = TokenVerifier(await KeySet(secret: secret), issuer: "idp", audience: "me")
        let claims = #"{"sub":"u","exp":\#(Self.future),"iss":"idp","aud":\#(audience ?? "\"me\"")}"#
        if isGood {
            #expect(try await checked.verify(token(claims)).sub == "u")
        } else {
            await #expect(throws: ServiceError.self) { try await checked.verify(token(claims)) }
        }
        let elsewhere = token(#"{"sub":"u","exp":\#(Self.future),"iss":"other","aud":"me"}"#)
        await #expect(throws: ServiceError.self) { try await checked.verify(elsewhere) }
    }

    @Test func `a key set checks ES256 and EdDSA, and no HMAC with a public key`() async throws {
        let (elliptic, edwards) = (ES256PrivateKey(), try EdDSA.PrivateKey(curve: .ed25519))
        let point = try #require(elliptic.publicKey.parameters)
        let set = """
            {"keys":[
             {"kty":"EC","crv":"P-256","kid":"e","alg":"ES256","x":"\(url(point.x))","y":"\(url(point.y))"},
             {"kty":"OKP","crv":"Ed25519","kid":"o","alg":"EdDSA","x":"\(base64URL(edwards.publicKey.rawRepresentation))"}]}
            """
        let checked = TokenVerifier(try await KeySet(jwks: set))
        let claims = AccessClaims(sub: "u", exp: Self.future)
        let signers = JWTKeyCollection()
        await signers.add(ecdsa: elliptic, kid: "e").add(eddsa: edwards, kid: "o")
        for kid in ["e", "o"] as [JWKIdentifier] {
            #expect(try await checked.verify(try await signers.sign(claims, kid: kid)).sub == "u")
        }
        let stranger = JWTKeyCollection()
        await stranger.add(ecdsa: ES256PrivateKey(), kid: "e")
        let forged = try await stranger.sign(claims, kid: "e")
        await #expect(throws: ServiceError.self) { try await checked.verify(forged) }
        let confused = token(
            #"{"sub":"u","exp":\#(Self.future)}"#, header: #"{"alg":"HS256","kid":"o"}"#,
            key: Array(edwards.publicKey.rawRepresentation))
        await #expect(throws: ServiceError.self) { try await checked.verify(confused) }
    }

    @Test func `a development secret is made once, for its owner alone`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/secret"
        let made = try SigningSecret(developmentFile: path)
        #expect(made.bytes.count == 64)
        #expect(try SigningSecret(developmentFile: path).bytes == made.bytes)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(throws: ConfigurationError.self) { try SigningSecret(configured: "short") }
    }

    private func url(_ base64: String) -> String {
        base64.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private func expectRefusal(_ token: String, sourceLocation: SourceLocation = #_sourceLocation) async {
        let error = await #expect(throws: ServiceError.self, sourceLocation: sourceLocation) {
            try await verifier.verify(token)
        }
        #expect(error?.code == .unauthenticated, sourceLocation: sourceLocation)
    }
}

@Suite struct PlaybackTokenTests {
    private let tokens: PlaybackTokens
    private let file = Identifier.random()
    private let now = Timestamp(microseconds: 1_800_000_000_000_000)

    init() throws {
        tokens = PlaybackTokens(secret: try SigningSecret(configured: String(repeating: "p", count: 32)))
    }

    @Test func `a token plays its file until it expires`() throws {
        let token = tokens.issue(for: file, until: now.advanced(bySeconds: 10))
        try tokens.check(token, for: file, at: now)
        try tokens.check(token, for: file, at: now.advanced(bySeconds: 9))
        expectRefusal(token, at: now.advanced(bySeconds: 10))
    }

    @Test func `a changed token, or one of another file or secret, is refused`() throws {
        let token = tokens.issue(for: file, until: now.advanced(bySeconds: 10))
        #expect(throws: ServiceError.self) { try tokens.check(token, for: Identifier.random(), at: now) }
        let later = tokens.issue(for: file, until: now.advanced(bySeconds: 99))
        expectRefusal(later.prefix { $0 != "." } + token.drop { $0 != "." }, at: now)
        expectRefusal(token.dropLast() + (token.last == "0" ? "1" : "0"), at: now)
        for junk in ["", ".", "abc", "zz.zz", token + "0", String(token.dropLast()), "." + token] {
            expectRefusal(junk, at: now)
        }
        let others = PlaybackTokens(secret: try SigningSecret(configured: String(repeating: "q", count: 32)))
        expectRefusal(others.issue(for: file, until: now.advanced(bySeconds: 10)), at: now)
    }

    private func expectRefusal(_ token: String, at moment: Timestamp) {
        let error = #expect(throws: ServiceError.self) { try tokens.check(token, for: file, at: moment) }
        #expect(error?.code == .forbidden)
    }

    private func expectRefusal(_ token: Substring, at moment: Timestamp) { expectRefusal(String(token), at: moment) }
}

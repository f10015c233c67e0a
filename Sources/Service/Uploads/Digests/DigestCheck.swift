internal import Crypto
internal import NIOCore

/// What a caller says the sum of some bytes is.
struct ExpectedDigest: Equatable, Sendable {
    /// The sums that can be checked.
    enum Algorithm: String, Sendable, CaseIterable {
        case md5
        case sha256 = "sha-256"
        case sha512 = "sha-512"

        /// Bytes of a sum.
        var length: Int {
            switch self {
            case .md5: Insecure.MD5.byteCount
            case .sha256: SHA256.byteCount
            case .sha512: SHA512.byteCount
            }
        }
    }

    var algorithm: Algorithm
    var bytes: [UInt8]
}

/// Takes the sums of bytes as they pass, of those kinds that somebody wants.
struct DigestCheck {
    private let expected: [ExpectedDigest]
    private var sha256: SHA256?
    private var sha512: SHA512?
    private var md5: Insecure.MD5?

    /// Checks `expected`; takes SHA-256 in any case with `always`.
    init(_ expected: [ExpectedDigest], always: Bool) {
        self.expected = expected
        let kinds = Set(expected.map(\.algorithm))
        if always || kinds.contains(.sha256) { sha256 = SHA256() }
        if kinds.contains(.sha512) { sha512 = SHA512() }
        if kinds.contains(.md5) { md5 = Insecure.MD5() }
    }

    mutating func append(_ bytes: ByteBuffer) {
        bytes.withUnsafeReadableBytes { bytes in
            sha256?.update(bufferPointer: bytes)
            sha512?.update(bufferPointer: bytes)
            md5?.update(bufferPointer: bytes)
        }
    }

    /// The SHA-256 in hexadecimal if it was taken. Throws `digest_mismatch` when something else was expected.
    func finish() throws -> String? {
        let found = sha256.map { Array($0.finalize()) }
        for digest in expected {
            let actual: [UInt8]? =
                switch digest.algorithm {
                case .sha256: found
                case .sha512: sha512.map { Array($0.finalize()) }
                case .md5: md5.map { Array($0.finalize()) }
                }
            guard actual == digest.bytes else {
                throw ServiceError(
                    .digestMismatch, "The bytes that came have another \(digest.algorithm.rawValue) sum than was said.")
            }
        }
        return found.map { Identifier.hex($0) }
    }
}

internal import Foundation
internal import HTTPTypes

/// The sums that a request says its body has.
enum DigestFields {
    /// Reads `Content-MD5` (RFC 1864) and `Content-Digest` (RFC 9530). Sums of algorithms that are not known here are
    /// passed over, as the RFC says. Throws `invalid_request`.
    static func read(_ headers: HTTPFields) throws -> [ExpectedDigest] {
        var found: [ExpectedDigest] = []
        for value in headers[values: .contentMD5] {
            found.append(try digest(.md5, base64: value.trimmingBlanks, "Content-MD5"))
        }
        // A dictionary of structured fields (RFC 8941): lines of one name are one list, and base64 has no comma.
        for member in headers[values: .contentDigest].flatMap({ $0.split(separator: ",") }) {
            let pair = member.split(separator: "=", maxSplits: 1).map(\.trimmingBlanks)
            guard pair.count == 2 else { throw refusal("Content-Digest") }
            guard let algorithm = ExpectedDigest.Algorithm(rawValue: String(pair[0])), algorithm != .md5 else {
                continue
            }
            let item = pair[1].prefix { $0 != ";" }.trimmingBlanks
            guard item.utf8.count > 2, item.first == ":", item.last == ":" else { throw refusal("Content-Digest") }
            found.append(try digest(algorithm, base64: item.dropFirst().dropLast(), "Content-Digest"))
        }
        return found
    }

    private static func digest(
        _ algorithm: ExpectedDigest.Algorithm, base64: Substring, _ field: String
    ) throws -> ExpectedDigest {
        guard let bytes = Data(base64Encoded: String(base64)), bytes.count == algorithm.length else {
            throw refusal(field)
        }
        return ExpectedDigest(algorithm: algorithm, bytes: Array(bytes))
    }

    private static func refusal(_ field: String) -> ServiceError {
        ServiceError(.invalidRequest, "\(field) cannot be read: it must be a whole sum in base64.")
    }
}

extension String {
    /// Without spaces and tabs at both ends.
    fileprivate var trimmingBlanks: Substring { self[...].trimmingBlanks }
}

/// The `Content-Range` of a request: which bytes of a whole its body is (RFC 9110 section 14.4).
struct ContentRange: Equatable {
    /// The bytes.
    var range: Range<Int64>
    /// The size of the whole, where it is said.
    var completeLength: Int64?

    /// Reads `bytes X-Y/Z`, and the common `bytes X-Y` and `bytes X-Y/*`. Throws `invalid_request`.
    init(_ values: [String]) throws {
        func refuse(_ why: String) -> ServiceError { ServiceError(.invalidRequest, "Content-Range \(why).") }
        guard let value = values.first else { throw refuse("is missing: it says which bytes of the file these are") }
        guard values.count == 1 else { throw refuse("stands more than once") }
        let words = value.split(separator: " ", maxSplits: 1).map(\.trimmingBlanks)
        guard words.count == 2, words[0].lowercased() == "bytes" else { throw refuse("must be in the unit bytes") }
        let parts = words[1].split(separator: "/", omittingEmptySubsequences: false)
        let bounds = (parts.first ?? "").split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count <= 2, bounds.count == 2, let first = Self.number(bounds[0]), let last = Self.number(bounds[1])
        else { throw refuse("must be bytes FIRST-LAST/SIZE") }
        guard first <= last else { throw refuse("ends before it begins") }
        range = first..<last + 1
        guard parts.count == 2, parts[1] != "*" else { return }
        guard let length = Self.number(parts[1]) else { throw refuse("must be bytes FIRST-LAST/SIZE") }
        completeLength = length
    }

    /// Digits only, and small enough to count on.
    private static func number(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.count <= 18, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int64(text)
    }
}

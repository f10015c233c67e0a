/// Why another server did not answer.
struct OutgoingError: Error, CustomStringConvertible {
    /// The kinds of failure a caller can tell apart.
    enum Code: String, Sendable {
        /// The address is none, or of a scheme that is not taken.
        case badAddress
        /// The other side cannot be reached, or its certificate is not good.
        case unreachable
        case timedOut
        /// The answer has more bytes than allowed.
        case tooLarge
    }

    var code: Code
    var message: String

    var description: String { "\(code.rawValue): \(message)" }
}

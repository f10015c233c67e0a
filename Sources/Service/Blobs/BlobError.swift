/// Why a store did not do as told.
struct BlobError: Error, CustomStringConvertible {
    /// The kinds of failure a caller can tell apart.
    enum Code: String, Sendable {
        case notFound
        /// The disk or the account is full.
        case full
        /// A committed block was never staged.
        case unknownBlock
        /// The range ends behind the blob.
        case invalidRange
        /// The store cannot be reached, read or written.
        case unavailable
    }

    var code: Code
    var operation: String
    var message: String

    init(_ code: Code, _ operation: String, _ message: String = "") {
        self.code = code
        self.operation = operation
        self.message = message
    }

    var description: String { "\(code.rawValue): \(operation) \(message)" }
}

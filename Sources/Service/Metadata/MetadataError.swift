/// Why a batch did not run.
struct MetadataError: Error, CustomStringConvertible {
    /// The kinds of failure a caller can tell apart.
    enum Code: String, Sendable {
        /// A statement met another number of rows than it expected.
        case unexpectedRowCount
        /// A unique or foreign key forbids it.
        case constraint
        /// Somebody else holds the lock for too long.
        case busy
        /// The disk is full.
        case full
        /// The database cannot be opened, read or written.
        case unavailable
        /// The database does not understand the statement: a defect here.
        case statement
    }

    var code: Code
    var message: String
    var cause: (any Error)?

    init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    var description: String { "\(code.rawValue): \(message)" }
}

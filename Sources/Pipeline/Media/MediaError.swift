/// What went wrong in the engine, in a form a caller can act on.
public struct MediaError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure a caller can tell apart.
    public enum Code: String, Sendable, Codable {
        /// The bytes are not a media file that the engine accepts: an unknown container or a refused codec.
        case unsupported
        /// The file is of a known kind but is damaged: truncated, without an index, or undecodable.
        case corrupt
        /// The document is encrypted and no password was given.
        case passwordRequired
        /// The document is encrypted and the password does not open it.
        case wrongPassword
        /// What was asked for makes no sense for any file: a range of pages that is none, a size out of bounds.
        case invalidRequest
        /// The file asks for more than a limit allows: pixels, packets, or length.
        case limitExceeded
        /// The file has nothing of the wanted kind, such as a thumbnail of a file without pictures.
        case notFound
        /// The source or the destination could not be read or written.
        case inputOutput
        /// The work took longer than it may: the machine is too busy, or the file too much for it.
        case timedOut
        /// The caller gave up.
        case cancelled
        /// A library refused what the engine asked of it: a defect here or a missing codec.
        case engine
    }

    /// The kind of failure.
    public var code: Code
    /// The operation that failed, named as in the library it belongs to (`avcodec_send_packet`).
    public var operation: String
    /// What happened, for a person; never holds a path.
    public var message: String
    /// The error that led to this one, if any.
    public var cause: (any Error)?

    /// Makes an error of kind `code`.
    public init(_ code: Code, _ operation: String, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.operation = operation
        self.message = message
        self.cause = cause
    }

    /// Kind, message and operation in one line, for logs.
    public var description: String {
        "\(code.rawValue): \(message) (\(operation))" + (cause.map { ", because of \($0)" } ?? "")
    }
}

internal import NIOCore

/// The text of server-sent events (WHATWG HTML, section 9.2.6).
enum EventStream {
    /// The media type.
    static let contentType = "text/event-stream"

    /// Tells the client to come back after `milliseconds` when the connection breaks.
    static func retry(milliseconds: Int) -> ByteBuffer { ByteBuffer(string: "retry: \(milliseconds)\n\n") }

    /// One event. Line breaks of any kind in `data` become lines of the event; `id` must have none.
    static func event(id: String, data: String) -> ByteBuffer {
        let lines = data.split(omittingEmptySubsequences: false) { $0.isNewline }
        return ByteBuffer(string: "id: \(id)\n" + lines.map { "data: \($0)\n" }.joined() + "\n")
    }

    /// A comment: nothing to the client, a sign of life to everything between.
    static let comment = ByteBuffer(string: ":\n\n")
}

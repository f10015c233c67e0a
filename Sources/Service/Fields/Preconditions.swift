internal import HTTPTypes

/// What a caller makes its request depend on (RFC 9110 section 13).
struct Preconditions: Sendable {
    private let headers: HTTPFields

    init(_ headers: HTTPFields) { self.headers = headers }

    /// For a request that changes something of the state `tag`. Throws `precondition_failed`.
    func check(for tag: EntityTag) throws {
        guard tag.satisfiesIfMatch(headers) else {
            throw ServiceError(.preconditionFailed, "The file has changed: If-Match does not name its present ETag.")
        }
        guard !tag.matchesIfNoneMatch(headers) else {
            throw ServiceError(.preconditionFailed, "If-None-Match names the file's present ETag.")
        }
    }

    /// For a request that reads: whether the caller has the answer already, in the order of RFC 9110 section 13.2.2. Throws
    /// `precondition_failed`.
    func isNotModified(_ tag: EntityTag, lastModified: HTTPDate? = nil) throws -> Bool {
        if headers.contains(.ifMatch) {
            guard tag.satisfiesIfMatch(headers) else {
                throw ServiceError(.preconditionFailed, "If-Match does not name the present ETag.")
            }
        } else if let lastModified, let limit = headers[.ifUnmodifiedSince].flatMap({ HTTPDate($0) }),
            lastModified > limit
        {
            throw ServiceError(.preconditionFailed, "It was changed after If-Unmodified-Since.")
        }
        if headers.contains(.ifNoneMatch) { return tag.matchesIfNoneMatch(headers) }
        guard let lastModified, let known = headers[.ifModifiedSince].flatMap({ HTTPDate($0) }) else { return false }
        return lastModified <= known
    }
}

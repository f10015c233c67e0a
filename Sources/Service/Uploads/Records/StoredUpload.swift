/// One upload that is sent in parts, as the database holds it.
struct StoredUpload: Sendable {
    /// Where it stands.
    enum State: String, Sendable {
        /// Bytes may come.
        case open
        /// A file has been made of it; its bytes are the file's.
        case completed
        /// What came cannot be stored; its bytes are gone, and the answer stays the same.
        case refused
    }

    /// The public name.
    var id: String
    /// The user it belongs to.
    var owner: String
    /// The name of its bytes, which the file will keep.
    var content: String
    var filename: String
    /// What the caller says the bytes are, lower case.
    var declaredType: String?
    var grid: UploadGrid
    var projectID: String?
    /// The caller's own JSON object.
    var metadata: JSONValue
    /// What the caller says the SHA-256 of the whole is; lower-case hexadecimal.
    var sha256: String?
    /// Bytes that are acknowledged.
    var received: Int64 = 0
    var state = State.open
    /// The file it has become.
    var fileID: String?
    /// Why it was refused.
    var failure: ServiceError?
    var createdAt: Timestamp
    /// When it is forgotten, unless something happens before.
    var expiresAt: Timestamp

    /// Chunks that are acknowledged.
    var chunksReceived: Int64 { grid.chunks(in: received) }
    /// The blob that it will be.
    var key: BlobKey { .original(content) }
}

extension ServiceError {
    /// The one answer for what does not exist and for what belongs to somebody else.
    static func noSuchUpload() -> ServiceError { ServiceError(.notFound, "There is no such upload.") }
    /// The answer to everything that only an open upload can do.
    static func uploadIsOver() -> ServiceError {
        ServiceError(.conflict, "The upload has been completed, refused or aborted.")
    }
}

internal import Pipeline

/// One file of one user, as the database holds it.
struct StoredFile: Sendable, Equatable {
    /// The public name.
    var id: String
    /// The user it belongs to.
    var owner: String
    /// The name of its bytes and of everything derived from them; several files may share one.
    var content: String
    /// For display only; never part of a path.
    var filename: String
    /// What the bytes are.
    var contentType: String
    /// Bytes.
    var size: Int64
    /// Lower-case hexadecimal.
    var sha256: String
    /// The caller's grouping.
    var projectID: String?
    /// The caller's own JSON object.
    var metadata: JSONValue
    /// What was probed.
    var media: MediaDescription?
    /// Rises with every change; the source of the file's ETag.
    var revision: Int64
    var createdAt: Timestamp
    var updatedAt: Timestamp

    /// The name recipes know the bytes by.
    var reference: MediaReference { MediaReference(content) }

    /// Whether it shows something: what was probed has a size.
    var hasThumbnail: Bool { media?.width != nil }

    /// Whether it can be streamed.
    var isPlayable: Bool { media?.kind == .video || media?.kind == .audio }
}

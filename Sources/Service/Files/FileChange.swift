/// What `PATCH /files/{fileId}` and `POST /files/{fileId}/copy` say about a file: members of a JSON object.
struct FileChange: Equatable, Sendable {
    private var filename: String?
    /// `.some(nil)` removes it.
    private var projectID: String??
    private var metadata: JSONValue?

    /// Reads a merge patch (RFC 7396). Throws `invalid_request` naming the member at fault.
    init(mergePatch body: JSONValue) throws { try self.init(body, members: ["filename", "projectId", "metadata"]) }

    /// Reads what a copy shall be called. Throws `invalid_request` naming the member at fault.
    init(copy body: JSONValue) throws { try self.init(body, members: ["filename", "projectId"]) }

    private init(_ body: JSONValue, members allowed: Set<String>) throws {
        guard case .object(let members) = body else {
            throw ServiceError(.invalidRequest, "The body must be a JSON object.")
        }
        if let unknown = members.keys.filter({ !allowed.contains($0) }).min() {
            throw ServiceError(
                .invalidRequest,
                "\(unknown.prefix(64)) cannot be set; only \(allowed.sorted().joined(separator: ", ")).")
        }
        switch members["filename"] {
        case nil: break
        case .string(let name): filename = try FileName.checked(name)
        default: throw ServiceError(.invalidRequest, "filename must be a string; a file always has one.")
        }
        switch members["projectId"] {
        case nil: break
        case .null: projectID = .some(nil)
        case .string(let name): projectID = try ProjectName.checked(name)
        default: throw ServiceError(.invalidRequest, "projectId must be a string, or null for none.")
        }
        switch members["metadata"] {
        case nil: break
        case .null, .object: metadata = members["metadata"]
        default: throw ServiceError(.invalidRequest, "metadata must be an object, or null for none.")
        }
    }

    /// `file` as it then is. Throws `invalid_request` when its metadata would become too large.
    func applied(to file: StoredFile) throws -> StoredFile {
        var changed = file
        if let filename { changed.filename = filename }
        if let projectID { changed.projectID = projectID }
        switch metadata {
        case nil: break
        case .null: changed.metadata = .object([:])
        case let patch?: changed.metadata = try CallerMetadata.checked(file.metadata.merging(patch))
        }
        return changed
    }
}

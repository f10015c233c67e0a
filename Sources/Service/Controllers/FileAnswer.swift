internal import Pipeline

/// The `FileMetadata` of the contract.
struct FileAnswer: Encodable {
    let id: String
    let filename: String
    let contentType: String
    let size: Int64
    let sha256: String
    let url: String
    let thumbnailUrl: String?
    let projectId: String?
    let userId: String
    let metadata: JSONValue
    let media: MediaDescription?
    let createdAt: Timestamp
    let updatedAt: Timestamp

    init(_ file: StoredFile, _ addresses: Addresses) {
        id = file.id
        filename = file.filename
        contentType = file.contentType
        size = file.size
        sha256 = file.sha256
        url = addresses.download(file.id)
        thumbnailUrl = file.hasThumbnail ? addresses.thumbnail(file.id) : nil
        projectId = file.projectID
        userId = file.owner
        metadata = file.metadata
        media = file.media
        createdAt = file.createdAt
        updatedAt = file.updatedAt
    }
}

internal import Pipeline

/// What a caller is told of a file that has been uploaded.
struct UploadAnswer: Encodable {
    let fileId: String
    let filename: String
    let contentType: String
    let size: Int64
    let url: String
    let thumbnailUrl: String?
    let createdAt: Timestamp
    let sha256: String

    init(_ file: StoredFile, _ addresses: Addresses) {
        fileId = file.id
        filename = file.filename
        contentType = file.contentType
        size = file.size
        url = addresses.download(file.id)
        thumbnailUrl = file.hasThumbnail ? addresses.thumbnail(file.id) : nil
        createdAt = file.createdAt
        sha256 = file.sha256
    }
}

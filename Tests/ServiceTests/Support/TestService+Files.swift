import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Service

/// What tests read of a file.
struct FileState: Decodable, Equatable {
    let id: String
    let filename: String
    let contentType: String
    let size: Int
    let sha256: String
    let projectId: String?
    let userId: String
    let metadata: [String: JSONValue]
    let createdAt: String
    let updatedAt: String
}

extension TestService {
    /// Stores `text` as a file and answers its id.
    func stored(
        _ text: String, filename: String = "a.txt", type: String? = nil, project: String? = nil,
        metadata: String? = nil,
        as user: String = "ada"
    ) async throws -> String {
        let fields = [("projectId", project), ("metadata", metadata)].compactMap { name, value in
            value.map { (name, $0) }
        }
        let answer = try await upload(
            ByteBuffer(string: text), filename: filename, type: type, before: fields, as: user)
        try #require(answer.status == .created, "\(answer.text)")
        return try answer.json(UploadAnswer.self).fileId
    }

    /// The file as `GET /files/{fileId}` answers it.
    func file(_ id: String) async throws -> FileState { try await ask(.get, "files/\(id)").json() }

    /// Sends `json` to change a file.
    func patch(
        _ id: String, _ json: String, type: String = "application/merge-patch+json", headers: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = headers
        headers[.contentType] = type
        return try await ask(.patch, "files/\(id)", headers: headers, body: ByteBuffer(string: json))
    }

    /// Copies a file.
    func copy(_ id: String, _ json: String? = nil, as user: String = "ada") async throws -> Answer {
        try await ask(
            .post, "files/\(id)/copy", as: user, headers: json == nil ? [:] : [.contentType: "application/json"],
            body: json.map { ByteBuffer(string: $0) })
    }
}

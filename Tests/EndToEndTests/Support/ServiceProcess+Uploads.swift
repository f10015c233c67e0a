import Crypto
import Foundation

/// The chunk protocol from a client's side.
extension ServiceProcess {
    private static let base = "/api/v1/storage/upload"

    /// Begins the upload of a file of `size` bytes and returns its id.
    func beginUpload(
        size: Int, chunkSize: Int, filename: String = "file.pdf", contentType: String = "application/pdf"
    ) async throws -> String {
        var request = request("POST", "\(Self.base)/init")
        request.headers["Content-Type"] = "application/json"
        request.body = try JSONEncoder().encode(
            Wanted(filename: filename, contentType: contentType, size: size, chunkSize: chunkSize))
        return try await request.send(to: port).expecting(201).json(Begun.self).uploadId
    }

    /// A chunk as it goes over the wire; `offset` is its first byte's place in a file of `size` bytes.
    func chunkRequest(_ upload: String, _ bytes: Data, at offset: Int, of size: Int) -> HTTPRequest {
        var request = request("PUT", "\(Self.base)/chunk/\(upload)")
        request.headers["Content-Range"] = "bytes \(offset)-\(offset + bytes.count - 1)/\(size)"
        request.body = bytes
        return request
    }

    /// Where to resume.
    func uploadStatus(_ upload: String) async throws -> UploadStatus {
        try await get("\(Self.base)/\(upload)").expecting(200).json(UploadStatus.self)
    }

    /// The answer to `complete`, whatever it is.
    func completeUpload(_ upload: String) async throws -> HTTPAnswer {
        try await request("POST", "\(Self.base)/complete/\(upload)").send(to: port)
    }

    /// The bytes of a stored file.
    func download(_ fileId: String) async throws -> Data {
        try await get("/api/v1/storage/download/\(fileId)").expecting(200).body
    }

    private struct Wanted: Encodable {
        var filename: String
        var contentType: String
        var size: Int
        var chunkSize: Int
    }
    private struct Begun: Decodable { var uploadId: String }
}

/// The part of `GET /upload/{uploadId}` that the tests use.
struct UploadStatus: Decodable {
    var totalChunks: Int
    var chunksReceived: Int
    var missing: [Int]
}

/// The part of a finished upload's answer that the tests use.
struct FinishedUpload: Decodable {
    var fileId: String
    var size: Int
    var sha256: String
}

extension Data {
    /// Lower-case hexadecimal, as the service writes it.
    var sha256: String { SHA256.hash(data: self).map { String(format: "%02x", $0) }.joined() }
}

import Foundation

extension ServiceProcess {
    private static let base = "/api/v1/storage"

    /// What `POST /upload` answers to a file sent as multipart/form-data (RFC 7578).
    func upload(_ file: URL, contentType: String = "video/mp4") async throws -> HTTPAnswer {
        let boundary = "boundary-\(UUID().uuidString)"
        let name = file.lastPathComponent
        var request = request("POST", "\(Self.base)/upload")
        request.headers["Content-Type"] = "multipart/form-data; boundary=\(boundary)"
        request.body = Data(
            """
            --\(boundary)\r
            Content-Disposition: form-data; name="file"; filename="\(name)"\r
            Content-Type: \(contentType)\r
            \r

            """.utf8)
        request.body += try Data(contentsOf: file) + Data("\r\n--\(boundary)--\r\n".utf8)
        return try await request.send(to: port)
    }

    /// Uploads a video and opens its stream.
    func stream(of file: URL) async throws -> Stream {
        let fileId = try await upload(file).expecting(201).json(Uploaded.self).fileId
        return try await stream(of: fileId)
    }

    /// The stream of a file that is stored already.
    func stream(of fileId: String) async throws -> Stream {
        let path = "\(Self.base)/stream/\(fileId)"
        let about = try await get(path).expecting(200).json(Stream.About.self)
        var segments: [String: [String]] = [:]
        for rung in about.rungs {
            let playlist = try await get("\(path)/\(rung.name).m3u8").expecting(200).text
            segments[rung.name] = playlist.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { "\(path)/\($0)" }
        }
        return Stream(path: path, about: about, segments: segments)
    }

    /// The state of a job.
    func job(_ path: String) async throws -> Job { try await get(path).expecting(200).json(Job.self) }
}

/// The part of an upload's answer that the tests use.
struct Uploaded: Decodable { var fileId: String }

/// The part of a job that the tests use.
struct Job: Decodable {
    var state: String
    var progress: Double
}

/// A stored video as HLS.
struct Stream: Sendable {
    /// `GET /stream/{fileId}`
    struct About: Decodable, Sendable {
        struct Rung: Decodable, Sendable {
            var name: String
            var width: Int
            var height: Int
            var segments: Int
        }
        var fileId: String
        var duration: Double
        var rungs: [Rung]
        var playbackUrl: String
    }

    /// Without a token.
    var path: String
    var about: About
    /// The paths of every rung's segments, in order.
    var segments: [String: [String]]

    var allSegments: [String] { segments.keys.sorted().flatMap { segments[$0] ?? [] } }
}

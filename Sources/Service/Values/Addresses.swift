/// The URLs that answers carry.
struct Addresses: Sendable {
    /// Where the API begins.
    static let base = "/api/v1/storage"

    /// Whether `path` is for operators and tools, and must answer also when all else is refused.
    static func isOperation(_ path: String) -> Bool {
        let own = path.hasPrefix(base) ? path.dropFirst(base.count) : path[...]
        return ["/health/live", "/health/ready", "/metrics", "/openapi.yaml"].contains(own)
    }

    /// What stands before the path, such as `https://media.example.org`; may be empty.
    let origin: String

    init(publicBaseURL: String) {
        origin = publicBaseURL.hasSuffix("/") ? String(publicBaseURL.dropLast()) : publicBaseURL
    }

    func download(_ fileID: String) -> String { "\(origin)\(Self.base)/download/\(fileID)" }
    func thumbnail(_ fileID: String) -> String { "\(origin)\(Self.base)/stream/\(fileID)/thumbnail" }
    func playback(_ fileID: String, token: String) -> String {
        "\(origin)\(Self.base)/stream/\(fileID)/p/\(token)/manifest.m3u8"
    }
    /// A path, as `Location` takes it.
    func job(_ jobID: String) -> String { "\(Self.base)/jobs/\(jobID)" }
    /// A path, as `Location` takes it.
    func upload(_ uploadID: String) -> String { "\(Self.base)/upload/\(uploadID)" }
    /// A path, as `Location` takes it.
    func file(_ fileID: String) -> String { "\(Self.base)/files/\(fileID)" }
}

/// What a caller says of a file besides its bytes.
struct UploadForm: Sendable {
    /// Bytes that one field may have.
    static let fieldLimit = 65_536

    var projectID: String?
    var metadata = JSONValue.object([:])
    private var seen: Set<String> = []

    init() {}

    /// Takes one field. Throws `invalid_request`. Fields of other names are ignored, so that browsers' extras pass.
    mutating func take(_ name: String, _ bytes: [UInt8]) throws {
        guard name == "projectId" || name == "metadata" else { return }
        guard seen.insert(name).inserted else { throw ServiceError(.invalidRequest, "The field \(name) stands twice.") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ServiceError(.invalidRequest, "The field \(name) is not UTF-8.")
        }
        if name == "projectId" { projectID = try Self.checkedProjectID(text) } else { metadata = try Self.object(text) }
    }

    /// A grouping that callers choose: short and printable; empty means none.
    static func checkedProjectID(_ text: String) throws -> String? {
        guard text.utf8.count <= 255,
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw ServiceError(.invalidRequest, "projectId must be at most 255 bytes without control characters.") }
        return text.isEmpty ? nil : text
    }

    private static func object(_ text: String) throws -> JSONValue {
        guard let value = try? JSON.decode(JSONValue.self, from: text), case .object = value else {
            throw ServiceError(.invalidRequest, "metadata must be a JSON object.")
        }
        return value
    }
}

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

    /// A grouping that callers choose; empty means none.
    static func checkedProjectID(_ text: String) throws -> String? {
        text.isEmpty ? nil : try ProjectName.checked(text)
    }

    private static func object(_ text: String) throws -> JSONValue {
        guard let value = try? JSON.decode(JSONValue.self, from: text) else {
            throw ServiceError(.invalidRequest, "metadata must be a JSON object.")
        }
        return try CallerMetadata.checked(value)
    }
}

/// The JSON object that callers keep with a file.
enum CallerMetadata {
    /// Bytes that it may take as compact JSON.
    static let sizeLimit = 65_536
    /// How deep objects and arrays may lie in each other.
    static let depthLimit = 32

    /// Answers `value` as it is. Throws `invalid_request` when it is no object, too large or too deep.
    static func checked(_ value: JSONValue) throws -> JSONValue {
        guard case .object = value else { throw ServiceError(.invalidRequest, "metadata must be a JSON object.") }
        guard value.depth <= depthLimit else {
            throw ServiceError(.invalidRequest, "metadata is nested deeper than \(depthLimit) levels.")
        }
        guard try JSON.encode(value).count <= sizeLimit else {
            throw ServiceError(.invalidRequest, "metadata is larger than \(sizeLimit) bytes.")
        }
        return value
    }
}

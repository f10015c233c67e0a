/// A grouping that callers choose: short and printable.
enum ProjectName {
    /// Answers `name` as it is. Throws `invalid_request`.
    static func checked(_ name: String) throws -> String {
        guard !name.isEmpty, name.utf8.count <= 255,
            !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw ServiceError(.invalidRequest, "projectId must be 1 to 255 bytes without control characters.") }
        return name
    }
}

/// Which contents the files have.
extension FileRepository: ListedClaims {
    func claimed(among contents: [String]) async throws -> Set<String> {
        guard !contents.isEmpty else { return [] }
        let places = contents.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let result = try await read(
            SQLStatement(
                "SELECT DISTINCT content FROM files WHERE content IN (\(places))", contents.map { .text($0) }))
        return Set(try result.namedRows.map { try $0.text("content") })
    }

    func contents(after content: String, limit: Int) async throws -> [String] {
        let result = try await read(
            SQLStatement(
                "SELECT DISTINCT content FROM files WHERE content > $1 ORDER BY content LIMIT $2",
                [.text(content), .integer(limit)]))
        return try result.namedRows.map { try $0.text("content") }
    }
}

/// The contents of uploads under way: they have no row among the files yet.
struct OpenUploads: ContentClaims {
    let store: any MetadataStore

    func claimed(among contents: [String]) async throws -> Set<String> {
        guard !contents.isEmpty else { return [] }
        let places = contents.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let result = try await store.read(
            SQLStatement(
                "SELECT content FROM uploads WHERE state = 'open' AND content IN (\(places))",
                contents.map { .text($0) }))
        return Set(try result.namedRows.map { try $0.text("content") })
    }
}

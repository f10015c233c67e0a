internal import Pipeline

/// How much of a stream can be answered without making anything.
struct StreamReadiness: Sendable {
    let blobs: any BlobStore
    let cache: DerivedCache

    /// The number of segments that are prepared or cached, by rung.
    func count(_ content: String, _ presentation: HLSPresentation) async throws -> [String: Int] {
        let prefix = DerivedName.prefix(version: presentation.version)
        let prepared = try await blobs.list(content, prefix: prefix).keys.map(\.name)
        let names = await cache.names(of: content, prefix: prefix).union(prepared)
        return names.reduce(into: [:]) { counts, name in
            guard let segment = SegmentName(name.dropFirst(prefix.count)) else { return }
            counts[segment.rung, default: 0] += 1
        }
    }
}

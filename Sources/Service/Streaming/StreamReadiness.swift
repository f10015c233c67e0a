internal import Pipeline

/// How much of a stream can be answered without encoding anything.
struct StreamReadiness: Sendable {
    let blobs: any BlobStore
    let cache: DerivedCache

    /// The number of segments that are prepared, cached, or copied from the source whenever they are wanted, by rung.
    func count(_ content: String, _ presentation: HLSPresentation) async throws -> [String: Int] {
        let prefix = DerivedName.prefix(version: presentation.version)
        let prepared = try await blobs.list(content, prefix: prefix).keys.map(\.name)
        let names = await cache.names(of: content, prefix: prefix).union(prepared)
        var counts = names.reduce(into: [String: Int]()) { counts, name in
            guard let segment = SegmentName(name.dropFirst(prefix.count)) else { return }
            counts[segment.rung, default: 0] += 1
        }
        for rung in presentation.rungs where presentation.isRemuxed(rung) {
            counts[rung.name] = presentation.segmentCount
        }
        return counts
    }
}

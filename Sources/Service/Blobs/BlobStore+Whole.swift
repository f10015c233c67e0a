internal import NIOCore

extension BlobStore {
    /// Writes a small blob in one go.
    @discardableResult
    func put(_ bytes: ByteBuffer, to key: BlobKey) async throws -> BlobStat {
        let writer = try await writer(for: key)
        do {
            try await writer.write(bytes)
            return try await writer.finish()
        } catch {
            await writer.abandon()
            throw error
        }
    }

    /// Reads a whole blob that is known to be small; nil when there is none.
    func bytes(of key: BlobKey) async throws -> ByteBuffer? {
        guard let stat = try await stat(key) else { return nil }
        let reader = try await reader(for: key, range: 0..<stat.size)
        var whole = ByteBuffer()
        while let piece = try await reader.next() { whole.writeImmutableBuffer(piece) }
        return whole
    }
}

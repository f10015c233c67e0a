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

    /// Writes something small made from the content of `key`, unless the content is deleted meanwhile: then nothing is left
    /// and `notFound` is thrown.
    func putDerived(_ bytes: ByteBuffer, to key: BlobKey) async throws {
        try await put(bytes, to: key)
        // Whoever deletes a content removes the source first and then all there is: either he sees this blob, or its
        // source is gone by now.
        guard try await stat(.original(key.content)) == nil else { return }
        // The deletion has most likely cancelled this work as well.
        try await shieldedFromCancellation { try await deleteAll(key.content) }
        throw BlobError(.notFound, "put", "the source has been deleted")
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

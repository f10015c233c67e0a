internal import NIOCore

extension UploadEngine {
    /// Takes the bytes of `range`, which is one of the upload's grid, and answers the bytes that are there then.
    ///
    /// Returns when they are durable. On any error nothing has changed, and what was acknowledged of the range stays.
    /// Throws `invalid_request` when there are more or fewer bytes, `digest_mismatch`, and `conflict` when the upload
    /// has ended.
    func write<Body: AsyncSequence>(
        _ body: Body, to range: Range<Int64>, of id: String, expecting digests: [ExpectedDigest]
    ) async throws -> Int64 where Body.Element == ByteBuffer {
        let claim = try claims.claim(range.lowerBound, of: id)
        defer { claims.release(claim) }
        // Read under the claim: whatever is acknowledged of the range by others from here on is written aside.
        guard let (upload, stored) = try await repository.find(id, extentAt: range.lowerBound) else {
            throw ServiceError.noSuchUpload()
        }
        guard upload.state == .open else { throw ServiceError.uploadIsOver() }
        let placement: BlockPlacement = claim.isFirst && stored == nil ? .direct : .aside
        let block = BlobBlock(offset: range.lowerBound, size: Int64(range.count))
        let writer = try await blobs.blockWriter(for: block, of: upload.key, placement)
        do {
            let sha256 = try await take(body, into: writer, size: block.size, claim, DigestCheck(digests))
            return try await claims.perform(claim) {
                try await acknowledge(writer, sha256: sha256, of: upload, besides: stored)
            }
        } catch {
            await writer.abandon()
            throw error
        }
    }

    /// Writes and sums up `body` as it comes; answers its SHA-256.
    private func take<Body: AsyncSequence>(
        _ body: Body, into writer: any BlockWriter, size: Int64, _ claim: ExtentClaim, _ check: consuming DigestCheck
    ) async throws -> String where Body.Element == ByteBuffer {
        var check = check
        var count: Int64 = 0
        for try await bytes in body {
            count += Int64(bytes.readableBytes)
            guard count <= size else { throw ServiceError(.invalidRequest, "More than the \(size) bytes announced.") }
            try await claims.perform(claim) { try await writer.write(bytes) }
            check.append(bytes)
        }
        guard count == size else {
            throw ServiceError(.invalidRequest, "Only \(count) of the \(size) bytes announced have come.")
        }
        return try check.finish()
    }

    private func acknowledge(
        _ writer: any BlockWriter, sha256: String, of upload: StoredUpload, besides stored: StoredExtent?
    ) async throws -> Int64 {
        let expiresAt = clock().advanced(bySeconds: lifetime)
        if let stored, stored.sha256 == sha256 {
            // The same bytes are there already.
            await writer.abandon()
            try await repository.extend(upload.id, to: expiresAt)
            return upload.received
        }
        let extent = StoredExtent(staged: try await writer.finish(), sha256: sha256)
        let (received, replaced) = try await repository.record(extent, of: upload.id, expiresAt: expiresAt)
        if let replaced {
            await digests.forget(upload.id, from: extent.staged.block.offset)
            try? await blobs.discard(replaced.staged, of: upload.key)
        }
        follower.follow(upload)
        return received
    }
}

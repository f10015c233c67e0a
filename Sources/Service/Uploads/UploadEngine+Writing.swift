internal import NIOCore

extension UploadEngine {
    /// Takes the bytes of `range`, which is one of the upload's grid, and answers the bytes that are there then.
    ///
    /// Returns when they are durable. On any error nothing has changed, and what was acknowledged of the range stays.
    /// Throws `invalid_request` when there are more or fewer bytes, `digest_mismatch`, and `conflict` when the upload
    /// has ended.
    func write<Body: AsyncSequence>(
        _ body: Body, to range: Range<Int64>, of id: String, expecting expected: [ExpectedDigest]
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
        let inFlight = placement == .direct ? digests.enter(writer, to: range, of: upload) : nil
        do {
            // A part's own sum only tells whether it came before.
            let check = DigestCheck(expected, always: stored != nil)
            let sha256 = try await take(body, into: writer, size: block.size, claim, check, inFlight)
            return try await claims.perform(claim) {
                if let stored, try await sha256 == sum(of: stored, of: upload) {
                    await writer.abandon()
                    try await repository.extend(upload.id, to: clock().advanced(bySeconds: lifetime))
                    return upload.received
                }
                return try await acknowledge(try await writer.finish(), of: upload, inFlight)
            }
        } catch {
            if let inFlight { digests.drop(inFlight) }
            await writer.abandon()
            throw error
        }
    }

    /// Writes and checks `body` as it comes, and carries the file's sum on; answers its SHA-256 if `check` takes it.
    private func take<Body: AsyncSequence>(
        _ body: Body, into writer: any BlockWriter, size: Int64, _ claim: ExtentClaim, _ check: consuming DigestCheck,
        _ inFlight: BlockInFlight?
    ) async throws -> String? where Body.Element == ByteBuffer {
        var check = check
        var count: Int64 = 0
        for try await bytes in body {
            count += Int64(bytes.readableBytes)
            guard count <= size else { throw ServiceError(.invalidRequest, "More than the \(size) bytes announced.") }
            if let inFlight { await digests.append(bytes, to: inFlight) }
            try await claims.perform(claim) { try await writer.write(bytes) }
            check.append(bytes)
            if let inFlight { await digests.wrote(to: inFlight.range.lowerBound + count, of: inFlight) }
        }
        guard count == size else {
            throw ServiceError(.invalidRequest, "Only \(count) of the \(size) bytes announced have come.")
        }
        if let inFlight { await digests.finish(inFlight) }
        return try check.finish()
    }

    /// The SHA-256 of what is staged; nil when another has replaced it meanwhile.
    private func sum(of staged: StagedBlock, of upload: StoredUpload) async throws -> String? {
        do {
            let reader = try await blobs.reader(for: staged, of: upload.key)
            let digest = StreamDigest()
            while let piece = try await reader.next() { await digest.append(piece) }
            return await digest.finish()
        } catch let error as BlobError where error.code == .unknownBlock {
            return nil
        }
    }

    private func acknowledge(
        _ extent: StagedBlock, of upload: StoredUpload, _ inFlight: BlockInFlight?
    ) async throws -> Int64 {
        let (received, replaced) = try await repository.record(
            extent, of: upload.id, expiresAt: clock().advanced(bySeconds: lifetime))
        if let inFlight, replaced == nil {
            digests.keep(inFlight)
        } else {
            digests.replace(from: extent.block.offset, of: upload)
        }
        if let replaced { try? await blobs.discard(replaced, of: upload.key) }
        digests.follow(upload, received)
        return received
    }
}

internal import NIOCore

extension UploadEngine {
    /// One part of an open upload, which its holder may write.
    struct Extent: Sendable {
        let upload: StoredUpload
        /// The file's bytes it stands for; they are one chunk of the upload's grid.
        let range: Range<Int64>
        /// What was acknowledged of it before.
        fileprivate let stored: StagedBlock?
        fileprivate let claim: ExtentClaim
    }

    /// Hands `work` the part of upload `id` that `sent` stands for.
    ///
    /// Throws `not_found` for what `access` does not cover, `invalid_request` and `range_not_satisfiable` for what is no
    /// chunk, and `conflict` when the upload has ended.
    func withExtent<Value: Sendable>(
        _ sent: ContentRange, of id: String, for access: Access, _ work: (Extent) async throws -> Value
    ) async throws -> Value {
        let offset = sent.range.lowerBound
        let claim: ExtentClaim
        do {
            claim = try claims.claim(offset, of: id)
        } catch {
            // Strangers are not told that there is such an upload.
            _ = try await find(id, for: access)
            throw error
        }
        defer { claims.release(claim) }
        // Read under the claim: whatever is acknowledged of the part by others from here on is written aside.
        guard let (upload, stored) = try await repository.find(id, extentAt: offset), access.coversOwner(upload.owner)
        else { throw ServiceError.noSuchUpload() }
        let range = try upload.grid.chunk(sent)
        guard upload.state == .open else { throw ServiceError.uploadIsOver() }
        return try await work(Extent(upload: upload, range: range, stored: stored, claim: claim))
    }

    /// Takes the bytes of `extent`, and answers the bytes that are there then.
    ///
    /// Returns when they are durable. On any error nothing has changed, and what was acknowledged of the part stays.
    /// Throws `invalid_request` when there are more or fewer bytes, `digest_mismatch`, and `conflict` when the upload
    /// has ended.
    func write<Body: AsyncSequence>(
        _ body: Body, to extent: Extent, expecting expected: [ExpectedDigest]
    ) async throws -> Int64 where Body.Element == ByteBuffer {
        let (upload, range, stored, claim) = (extent.upload, extent.range, extent.stored, extent.claim)
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
            let offset = count
            count += Int64(bytes.readableBytes)
            guard count <= size else { throw ServiceError(.invalidRequest, "More than the \(size) bytes announced.") }
            if let inFlight { await digests.append(bytes, at: inFlight.range.lowerBound + offset, to: inFlight) }
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

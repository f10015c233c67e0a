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
        // What comes next in the file carries the file's sum on; other bytes are read again for it.
        let passing = placement == .direct ? digests.begin(at: range.lowerBound, of: id) : nil
        do {
            // A part's own sum only tells whether it came before.
            let check = DigestCheck(expected, always: stored != nil)
            let sha256 = try await take(body, into: writer, size: block.size, claim, check, passing?.digest)
            let received = try await claims.perform(claim) {
                if let stored, try await sha256 == sum(of: stored, of: upload) {
                    await writer.abandon()
                    try await repository.extend(upload.id, to: clock().advanced(bySeconds: lifetime))
                    return upload.received
                }
                let prefix = await passing?.prefix(to: range.upperBound)
                return try await acknowledge(try await writer.finish(), of: upload, prefix)
            }
            await follow(upload, received)
            return received
        } catch {
            await writer.abandon()
            throw error
        }
    }

    /// Writes and checks `body` as it comes, and lets `passing` have the bytes too; answers its SHA-256 if `check` takes it.
    private func take<Body: AsyncSequence>(
        _ body: Body, into writer: any BlockWriter, size: Int64, _ claim: ExtentClaim, _ check: consuming DigestCheck,
        _ passing: StreamDigest?
    ) async throws -> String? where Body.Element == ByteBuffer {
        var check = check
        var count: Int64 = 0
        for try await bytes in body {
            count += Int64(bytes.readableBytes)
            guard count <= size else { throw ServiceError(.invalidRequest, "More than the \(size) bytes announced.") }
            await passing?.append(bytes)
            try await claims.perform(claim) { try await writer.write(bytes) }
            check.append(bytes)
        }
        guard count == size else {
            throw ServiceError(.invalidRequest, "Only \(count) of the \(size) bytes announced have come.")
        }
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
        _ extent: StagedBlock, of upload: StoredUpload, _ prefix: PrefixDigests.Prefix?
    ) async throws -> Int64 {
        let (received, replaced) = try await repository.record(
            extent, of: upload.id, expiresAt: clock().advanced(bySeconds: lifetime))
        if let replaced {
            digests.restart(upload.id, from: extent.block.offset)
            try? await blobs.discard(replaced, of: upload.key)
        } else if let prefix {
            digests.accept(prefix, of: upload.id)
        }
        return received
    }

    /// Has the file's sum carried on over what has come out of turn.
    private func follow(_ upload: StoredUpload, _ received: Int64) async {
        guard digests.isBehind(received, of: upload.id) else { return }
        follower.follow(upload)
        await digests.keepUp(with: received, of: upload)
    }
}

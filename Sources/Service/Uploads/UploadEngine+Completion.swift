internal import NIOCore

extension UploadEngine {
    /// Makes a file of upload `id`. Any number of callers get the same file; `isNew` is true for one of them.
    ///
    /// Throws `incomplete_upload` and `digest_mismatch`, after which chunks can be sent again. What can never be stored
    /// is refused for good: the bytes are freed, and completing again repeats the answer.
    func complete(_ id: String, for access: Access) async throws -> (file: StoredFile, isNew: Bool) {
        let upload = try await find(id, for: access)
        try await requireAll(of: upload)
        return try await claims.withClosed(id) {
            // Looked at again: whoever came first may have ended it.
            let upload = try await find(id, for: access)
            switch upload.state {
            case .completed: return (try await file(of: upload), false)
            case .refused: throw upload.failure ?? ServiceError.uploadIsOver()
            case .open:
                try await requireAll(of: upload)
                return (try await publish(upload), true)
            }
        }
    }

    private func requireAll(of upload: StoredUpload) async throws {
        guard upload.state == .open, upload.received < upload.grid.size else { return }
        var error = ServiceError(
            .incompleteUpload,
            "\(upload.chunksReceived) of \(upload.grid.count) chunks have come; missing names the first that have not.")
        error.missing = try await missing(of: upload)
        throw error
    }

    private func file(of upload: StoredUpload) async throws -> StoredFile {
        guard let id = upload.fileID, let file = try await publication.files.find(id) else {
            throw ServiceError(.notFound, "The file of this upload has been deleted.")
        }
        return file
    }

    /// Blob first, row last. Whatever stops it in between, it can be done again.
    private func publish(_ upload: StoredUpload) async throws -> StoredFile {
        let sha256 = try await digests.complete(upload)
        guard upload.sha256 == nil || upload.sha256 == sha256 else {
            throw ServiceError(.digestMismatch, "The file's SHA-256 is \(sha256), another than was said.")
        }
        do {
            try publication.checkSize(upload.grid.size)
            let extents = try await repository.extents(of: upload.id)
            let contentType = try publication.type(
                of: try await head(of: upload, extents), declared: upload.declaredType, filename: upload.filename)
            _ = try await blobs.commit(extents, to: upload.key)
            let arrival = Publication.Arrival(
                content: upload.content, owner: upload.owner, filename: upload.filename, contentType: contentType,
                size: upload.grid.size, sha256: sha256, projectID: upload.projectID, metadata: upload.metadata)
            let fileID = Identifier.random()
            let file = try await publication.publish(
                arrival, id: fileID,
                with: repository.completion(
                    of: upload, fileID: fileID, expiresAt: clock().advanced(bySeconds: lifetime)))
            await digests.forget(upload.id)
            return file
        } catch {
            try await refuseForGood(upload, error)
            throw error
        }
    }

    /// Ends an upload whose bytes are to blame for `error`; what may pass leaves it open.
    private func refuseForGood(_ upload: StoredUpload, _ error: any Error) async throws {
        let failure = PublicFailure(error)
        let isFinal: Set<ServiceError.Code> = [.unsupportedMediaType, .unprocessableMedia, .payloadTooLarge]
        guard isFinal.contains(failure.code) else { return }
        publication.metrics.uploads.add(1, ["refused"])
        try await repository.refuse(
            upload, ServiceError(failure.code, failure.detail), expiresAt: clock().advanced(bySeconds: lifetime))
        await free(upload)
    }

    /// The beginning of the file, as much as tells its type.
    private func head(of upload: StoredUpload, _ extents: [StagedBlock]) async throws -> [UInt8] {
        var head: [UInt8] = []
        for extent in extents {
            let reader = try await blobs.reader(for: extent, of: upload.key)
            while head.count < ContentSniffer.headSize, let piece = try await reader.next() {
                head += piece.readableBytesView.prefix(ContentSniffer.headSize - head.count)
            }
            if head.count == ContentSniffer.headSize { break }
        }
        return head
    }
}

internal import Logging
internal import ServiceLifecycle

/// Removes what nobody will finish: uploads whose time is over, and staged bytes that no upload knows of.
struct UploadSweeper: Service {
    let engine: UploadEngine
    let logger: Logger
    /// Seconds that staged bytes without an upload are left alone: a row may be about to be written for them.
    var grace = 3600
    var interval = Duration.seconds(60)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await sweep()
                } catch {
                    logger.error("cannot sweep uploads", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: interval)
            }
        }
    }

    /// Sweeps once. A clock that goes back only lets things live longer.
    func sweep() async throws {
        let now = engine.clock()
        // What is being written to at this moment is not abandoned, however long the write takes.
        for upload in try await engine.repository.expired(at: now, limit: 1000) where !engine.claims.isBusy(upload.id) {
            try await drop(upload, at: now)
        }
        for (content, changed) in try await engine.blobs.stagedContents()
        where changed.advanced(bySeconds: grace) < now {
            guard try await !engine.repository.isOpen(content: content) else { continue }
            logger.info("staged bytes that no upload knows of are removed")
            try await engine.blobs.discardBlocks(of: .original(content))
        }
    }

    private func drop(_ upload: StoredUpload, at moment: Timestamp) async throws {
        try await engine.claims.withClosed(upload.id) {
            do {
                try await engine.repository.delete(upload, ifExpiredAt: moment)
            } catch let error as ServiceError where error.code == .conflict {
                // A chunk came, or it was completed, at the last moment.
                return
            }
            // The bytes of a completed upload belong to its file.
            if upload.state == .open {
                await engine.free(upload)
                logger.info("an upload has expired")
            }
        }
    }
}

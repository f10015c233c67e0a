internal import Logging
internal import ServiceLifecycle

/// Carries the digests of open uploads on while their bytes are still in memory.
///
/// It only saves time: what it does not get to is done when the upload is completed.
final class DigestFollower: Service {
    private let digests: PrefixDigests
    private let logger: Logger
    private let (uploads, continuation) = AsyncStream.makeStream(
        of: StoredUpload.self, bufferingPolicy: .bufferingNewest(256))

    init(digests: PrefixDigests, logger: Logger) {
        self.digests = digests
        self.logger = logger
    }

    /// Says that something of `upload` has come.
    func follow(_ upload: StoredUpload) { continuation.yield(upload) }

    func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            await withTaskExecutorPreference(DiskThreads.shared) {
                for await upload in uploads {
                    do {
                        try await digests.advance(upload)
                    } catch {
                        // Most often the upload has ended meanwhile.
                        logger.debug("cannot follow an upload", metadata: ["error": "\(error)"])
                    }
                }
            }
        }
    }
}

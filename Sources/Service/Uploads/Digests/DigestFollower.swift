internal import Logging
internal import ServiceLifecycle

/// Carries the digests of open uploads on while their bytes are still in memory.
///
/// It only saves time: what it does not get to is done when the upload is completed.
final class DigestFollower: Service {
    private let digests: PrefixDigests
    private let logger: Logger

    init(digests: PrefixDigests, logger: Logger) {
        self.digests = digests
        self.logger = logger
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { [digests, logger] in
            await withTaskExecutorPreference(DiskThreads.shared) {
                for await upload in digests.uploadsBehind {
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

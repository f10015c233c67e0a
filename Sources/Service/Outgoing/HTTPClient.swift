internal import NIOPosix
internal import Synchronization

/// The one way out: HTTP over libcurl, a bounded number of transfers at a time, each on a thread of its own pool because
/// libcurl's easy interface blocks.
final class HTTPClient: Sendable {
    /// An answer with its whole body.
    struct Answer: Sendable {
        let status: Int
        let body: [UInt8]
    }

    /// What one transfer may take.
    struct Limits: Sendable {
        var connectTimeout = Duration.seconds(5)
        /// For everything from the first byte to the last.
        var timeout = Duration.seconds(15)
        /// Of the body.
        var bytes = 1_048_576
    }

    private let pool: NIOThreadPool

    /// Makes up to `transfers` requests at a time; others wait.
    init(transfers: Int = 2) {
        pool = NIOThreadPool(numberOfThreads: max(1, transfers))
        pool.start()
    }

    deinit { pool.shutdownGracefully { _ in } }

    /// Fetches `url`, by `https` or `http` alone and without following redirects. Throws `OutgoingError`; ends the transfer
    /// when the calling task is cancelled.
    func get(_ url: String, limits: Limits = Limits()) async throws -> Answer {
        let isGivenUp = Flag()
        return try await withTaskCancellationHandler {
            try await pool.runIfActive {
                if isGivenUp.isRaised { throw CancellationError() }
                return try CurlTransfer(url: url, limits: limits, isGivenUp: isGivenUp).perform()
            }
        } onCancel: {
            isGivenUp.raise()
        }
    }
}

/// Says to a blocking call that nobody waits for it any more.
final class Flag: Sendable {
    private let state = Atomic(false)

    var isRaised: Bool { state.load(ordering: .relaxed) }

    func raise() { state.store(true, ordering: .relaxed) }
}

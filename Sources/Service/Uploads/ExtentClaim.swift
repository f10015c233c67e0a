internal import Synchronization

/// The right of one writer to one extent of an upload, which ends when the upload does.
final class ExtentClaim: Sendable {
    let upload: String
    let offset: Int64
    /// Whether nobody else writes to the extent's own place.
    let isFirst: Bool
    private let state = Mutex((isActive: false, isRevoked: false))

    init(upload: String, offset: Int64, isFirst: Bool) {
        self.upload = upload
        self.offset = offset
        self.isFirst = isFirst
    }

    /// Whether a step is being done that cannot be stopped any more.
    var isActive: Bool { state.withLock { $0.isActive } }

    /// Begins a step. Throws `conflict` after `revoke`.
    func enter() throws {
        try state.withLock { state in
            guard !state.isRevoked else { throw ServiceError.uploadIsOver() }
            state.isActive = true
        }
    }

    /// Ends a step; answers whether somebody waits for that.
    func leave() -> Bool {
        state.withLock { state in
            state.isActive = false
            return state.isRevoked
        }
    }

    /// Lets no further step begin.
    func revoke() { state.withLock { $0.isRevoked = true } }
}

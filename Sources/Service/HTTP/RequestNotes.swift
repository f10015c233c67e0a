internal import Synchronization

/// What inner layers learn about a request that its log line should say.
final class RequestNotes: Sendable {
    private let userName = Mutex<String?>(nil)

    /// Who asks, once that is known.
    var user: String? {
        get { userName.withLock { $0 } }
        set { userName.withLock { $0 = newValue } }
    }
}

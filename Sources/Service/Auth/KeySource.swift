/// Where the keys come from that tokens are checked with.
protocol KeySource: Sendable {
    /// The keys for a token that names `kid`. Throws when there are none yet.
    func keys(for kid: String?) async throws -> KeySet
}

extension KeySet: KeySource {
    func keys(for kid: String?) async throws -> KeySet { self }
}

/// A key set kept elsewhere: loaded when it is first needed, again when a token names a key that is not in it or when it has
/// grown old, and never more often than every `interval`. The last good set stays when loading fails.
actor RefreshingKeySet: KeySource {
    typealias Load = @Sendable () async throws -> String

    private let load: Load
    private let interval: Duration
    private let maxAge: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    private let onFailure: @Sendable (any Error) -> Void

    private var current: KeySet?
    private var loadedAt: ContinuousClock.Instant?
    private var triedAt: ContinuousClock.Instant?
    private var flight: Task<Void, Never>?

    /// `onFailure` is told why a set could not be loaded.
    init(
        interval: Duration, maxAge: Duration = .seconds(3600),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        onFailure: @escaping @Sendable (any Error) -> Void = { _ in }, load: @escaping Load
    ) {
        self.load = load
        self.interval = interval
        self.maxAge = maxAge
        self.now = now
        self.onFailure = onFailure
    }

    func keys(for kid: String?) async throws -> KeySet {
        if let current, current.covers(kid), !isOld { return current }
        await refresh()
        guard let current else {
            throw ServiceError(.unavailable, "Tokens cannot be checked at the moment.", retryAfter: 5)
        }
        return current
    }

    private var isOld: Bool { loadedAt.map { now() - $0 > maxAge } ?? true }

    /// Loads the set unless that was tried a moment ago; everybody who needs it waits for the same attempt.
    private func refresh() async {
        if flight == nil {
            if let triedAt, now() - triedAt < interval { return }
            triedAt = now()
            // Outside the caller's task: one caller's leaving must not fail the others.
            flight = Task { await attempt() }
        }
        await flight?.value
    }

    private func attempt() async {
        do {
            current = try await KeySet(jwks: try await load())
            loadedAt = now()
        } catch {
            onFailure(error)
        }
        flight = nil
    }
}

internal import Pipeline
internal import Synchronization

/// A bounded number of presentations in memory, the least recently used going first.
final class PresentationCache: Sendable {
    private struct Entry {
        var presentation: HLSPresentation
        var lastUse: Int
    }

    private struct State {
        var entries: [MediaReference: Entry] = [:]
        var uses = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    /// Keeps up to `limit` presentations.
    init(limit: Int) { self.limit = max(1, limit) }

    /// The presentation of a reference, if it is kept.
    subscript(reference: MediaReference) -> HLSPresentation? {
        get {
            state.withLock { state in
                state.uses += 1
                state.entries[reference]?.lastUse = state.uses
                return state.entries[reference]?.presentation
            }
        }
        set {
            state.withLock { state in
                state.uses += 1
                state.entries[reference] = newValue.map { Entry(presentation: $0, lastUse: state.uses) }
                // One insertion makes one too many at most, and a scan of some hundred entries is rare.
                guard state.entries.count > limit,
                    let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
                else { return }
                state.entries[oldest.key] = nil
            }
        }
    }
}

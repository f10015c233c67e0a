internal import Pipeline
internal import Synchronization

/// Presentations in memory up to a number of bytes, the least recently used going first.
final class PresentationCache: Sendable {
    private struct Entry {
        var presentation: HLSPresentation
        var lastUse: Int
    }

    private struct State {
        var entries: [MediaReference: Entry] = [:]
        var uses = 0
        var bytes = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    /// Keeps presentations of up to `limit` bytes, but always the latest.
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
                if let old = state.entries.removeValue(forKey: reference) { state.bytes -= old.presentation.memory }
                guard let newValue else { return }
                state.entries[reference] = Entry(presentation: newValue, lastUse: state.uses)
                state.bytes += newValue.memory
                while state.bytes > limit, state.entries.count > 1,
                    let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
                {
                    state.entries[oldest.key] = nil
                    state.bytes -= oldest.value.presentation.memory
                }
            }
        }
    }
}

internal import Synchronization

/// Keeps decoded pictures for a few seconds, so that further sizes of one picture, which a page often asks for together, only
/// have to be scaled and encoded.
///
/// Bounded in bytes: the least recently used goes first, and nobody's picture takes more than a quarter. Pictures in the making
/// count as well. What is kept follows from the content that names it alone, so that results are the same with and without.
/// Any thread may use it.
public final class DecodedPictureCache: Sendable {
    /// What a picture follows from.
    struct Name: Hashable, Sendable {
        /// The content, as `ByteSource` names it.
        let content: String
        /// By what the decoder divided the sides.
        let divisor: Int
    }

    /// Something that happened to the cache.
    public enum Event: Sendable {
        /// A picture was found.
        case hit
        /// A picture was not there and has to be decoded.
        case miss
        /// All pictures, with those in the making, now take so many bytes.
        case bytes(Int)
    }

    private struct Entry {
        let picture: DecodedPicture
        var lastUse: ContinuousClock.Instant
    }

    private struct State {
        var entries: [Name: Entry] = [:]
        /// Of pictures that are kept and in the making.
        var bytes = 0

        mutating func remove(_ name: Name) {
            guard let entry = entries.removeValue(forKey: name) else { return }
            bytes -= entry.picture.memory
        }
    }

    private let limit: Int
    private let lifetime: Duration
    private let observe: @Sendable (Event) -> Void
    private let state = Mutex(State())

    /// Keeps up to `limit` bytes of pictures, each until `lifetime` has passed since its last use. `observe` is told what
    /// happens, on any thread.
    public init(
        limit: Int, lifetime: Duration = .seconds(10), observe: @escaping @Sendable (Event) -> Void = { _ in }
    ) {
        self.limit = limit
        self.lifetime = lifetime
        self.observe = observe
    }

    /// The picture `name`, if it is kept.
    func picture(_ name: Name, at now: ContinuousClock.Instant = .now) -> DecodedPicture? {
        let picture = state.withLock { state in
            state.entries[name]?.lastUse = now
            return state.entries[name]?.picture
        }
        observe(picture == nil ? .miss : .hit)
        return picture
    }

    /// Room for a picture that is about to be decoded, which is either kept or given up later. Nil when it would take more
    /// than a quarter of all, or when pictures in the making have taken the room.
    func room(for size: PixelSize, bands: Int) -> DecodedPicture? {
        let needed = DecodedPicture.memory(size, bands: bands)
        guard needed <= limit / 4 else { return nil }
        let (isGranted, bytes) = state.withLock { state in
            while state.bytes + needed > limit,
                let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.remove(oldest.key)
            }
            let isGranted = state.bytes + needed <= limit
            if isGranted { state.bytes += needed }
            return (isGranted, state.bytes)
        }
        observe(.bytes(bytes))
        return isGranted ? DecodedPicture(size, bands: bands) : nil
    }

    /// Keeps a picture that is whole.
    func keep(_ picture: DecodedPicture, as name: Name, at now: ContinuousClock.Instant = .now) {
        change { state in
            // Two requests may have decoded the same at once.
            state.remove(name)
            state.entries[name] = Entry(picture: picture, lastUse: now)
        }
    }

    /// Frees the room of a picture that has not become whole.
    func giveUp(_ picture: DecodedPicture) { change { $0.bytes -= picture.memory } }

    /// Drops what was made of `content`, which has been deleted. What is decoded at this very moment may come in afterwards: it
    /// goes by itself when its time is over, and nobody finds it, as no other content ever has this name.
    public func remove(content: String) {
        change { state in
            for name in state.entries.keys where name.content == content { state.remove(name) }
        }
    }

    /// Drops what nobody has used for the lifetime. To be called now and then, since memory is to be free again also when
    /// no further picture comes.
    public func removeUnused(at now: ContinuousClock.Instant = .now) {
        change { state in
            for (name, entry) in state.entries where entry.lastUse + lifetime <= now { state.remove(name) }
        }
    }

    private func change(_ change: (inout State) -> Void) {
        let bytes = state.withLock { state in
            change(&state)
            return state.bytes
        }
        observe(.bytes(bytes))
    }
}

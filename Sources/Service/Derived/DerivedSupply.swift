internal import NIOCore
internal import Pipeline

/// Gets segments and stills: from the cache, from what was prepared, or made now; each is made once however many ask.
///
/// Work whose last caller has gone is cancelled.
final class DerivedSupply: Sendable {
    /// Makes the bytes of one derived file.
    typealias Make = @Sendable () async throws -> ByteBuffer

    private let cache: DerivedCache
    private let blobs: any BlobStore
    private let encodes: Admission
    private let remuxes: Admission
    private let metrics: ServiceMetrics
    private let flights = SingleFlight<DerivedName, ByteBuffer>()

    init(cache: DerivedCache, blobs: any BlobStore, encodes: Admission, remuxes: Admission, metrics: ServiceMetrics) {
        self.cache = cache
        self.blobs = blobs
        self.encodes = encodes
        self.remuxes = remuxes
        self.metrics = metrics
    }

    /// What is there already under `name`: cached, or prepared.
    private func present(_ name: DerivedName) async throws -> ByteBuffer? {
        if let cached = await cache.bytes(of: name) {
            metrics.cacheHits.add(1)
            return cached
        }
        metrics.cacheMisses.add(1)
        guard let prepared = try await blobs.bytes(of: name.blobKey) else { return nil }
        metrics.preparedHits.add(1)
        return prepared
    }

    /// The bytes of `name`: from the cache, from what was prepared, or made by `make`. Throws `too_busy` when too much is
    /// waiting.
    func get(_ name: DerivedName, _ work: DerivedWork, make: @escaping Make) async throws -> ByteBuffer {
        if let present = try await present(name) { return present }
        while true {
            do {
                return try await flights.value(for: name, joined: { self.metrics.flightsJoined.add(1) }) { [self] in
                    // Another flight may have landed since the caller looked.
                    if let cached = await cache.bytes(of: name) { return cached }
                    let admission = work == .remux ? remuxes : encodes
                    return try await admission.run { try await produce(name, work, make: make) }
                }
            } catch is PrefetchSkipped {
                // The work this caller joined was optional and has been dropped; its own is not.
                continue
            }
        }
    }

    /// Makes `name` ahead of time if there is nothing else to do.
    func prefetch(_ name: DerivedName, _ work: DerivedWork, make: @escaping Make) async throws {
        if await cache.contains(name) || flights.isFlying(name) { return }
        if try await blobs.stat(name.blobKey) != nil { return }
        do {
            _ = try await flights.value(for: name) { [self] in
                let made = try await encodes.runIfIdle { try await produce(name, work, make: make) }
                guard let made else { throw PrefetchSkipped() }
                return made
            }
            metrics.prefetches.add(1, ["made"])
        } catch is PrefetchSkipped {
            metrics.prefetches.add(1, ["skipped"])
        }
    }

    private func produce(_ name: DerivedName, _ work: DerivedWork, make: Make) async throws -> ByteBuffer {
        let start = ContinuousClock.now
        do {
            let bytes = try await make()
            metrics.encodeSeconds.observe((ContinuousClock.now - start).seconds, [work.rawValue])
            metrics.encodes.add(1, [work.rawValue, "made"])
            guard work.isKept else { return bytes }
            await cache.keep(bytes, as: name)
            // As with `BlobStore.putDerived`: the source may have been deleted while this was made.
            if try await blobs.stat(.original(name.content)) == nil {
                await cache.removeAll(of: name.content)
                throw ServiceError.noSuchFile()
            }
            return bytes
        } catch {
            metrics.encodes.add(1, [work.rawValue, Task.isCancelled ? "cancelled" : "failed"])
            throw error
        }
    }
}

extension DerivedSupply: ContentFollower {
    func contentIsGone(_ content: String) async {
        flights.abandon(throwing: ServiceError.noSuchFile()) { $0.content == content }
        await cache.removeAll(of: content)
    }
}

/// Nothing was made because there was other work to do.
struct PrefetchSkipped: Error {}

internal import NIOCore
internal import Pipeline

/// The engine's view of the blob store: sources by content, and presentations made once from the stored index.
final class StoredMediaLibrary: MediaLibrary {
    private let blobs: any BlobStore
    private let executor: NativeExecutor
    private let workers: WorkerPool?
    private let recogniser: (any OCREngine)?
    private let pictures: DecodedPictureCache?
    private let metrics: ServiceMetrics
    private let presentations: PresentationCache
    private let flights = SingleFlight<MediaReference, HLSPresentation>()

    init(
        blobs: any BlobStore, executor: NativeExecutor, workers: WorkerPool? = nil, recogniser: (any OCREngine)? = nil,
        presentations: PresentationCache, pictures: DecodedPictureCache? = nil, metrics: ServiceMetrics
    ) {
        self.blobs = blobs
        self.executor = executor
        self.workers = workers
        self.recogniser = recogniser
        self.pictures = pictures
        self.metrics = metrics
        self.presentations = presentations
    }

    /// An engine that finds its inputs here.
    var engine: Engine {
        Engine(executor: executor, library: self, workers: workers, recogniser: recogniser, pictures: pictures) {
            [metrics] in metrics.show($0)
        }
    }

    func source(for reference: MediaReference) async throws -> any ByteSource {
        guard let path = blobs.localPath(of: .original(reference.id)) else {
            throw MediaError(.inputOutput, "source", "the store has no local files")
        }
        do {
            // Contents have names of their own for ever, and never change.
            return try FileByteSource(path: path, content: reference.id)
        } catch {
            // Most likely the file has been deleted since the caller found it.
            guard try await blobs.stat(.original(reference.id)) != nil else { throw BlobError(.notFound, "source") }
            throw error
        }
    }

    func presentation(of reference: MediaReference) async throws -> HLSPresentation {
        if let kept = presentations[reference] { return kept }
        return try await flights.value(for: reference) { [self] in
            let made = try HLSPresentation(index: try await index(of: reference))
            presentations[reference] = made
            return made
        }
    }

    /// Keeps the index that `ProbeMedia` has made of `reference`; answers what it says of the file. Throws `unsupported`
    /// when there is nothing to play.
    func keep(_ index: MediaIndex, for reference: MediaReference) async throws -> MediaDescription {
        let presentation = try HLSPresentation(index: index)
        try await store(index, for: reference)
        presentations[reference] = presentation
        return presentation.description
    }

    private func store(_ index: MediaIndex, for reference: MediaReference) async throws {
        try await blobs.putDerived(ByteBuffer(bytes: index.encoded()), to: .index(reference.id))
    }

    private func index(of reference: MediaReference) async throws -> MediaIndex {
        if let stored = try await blobs.bytes(of: .index(reference.id)),
            let index = try? MediaIndex(decoding: Array(stored.readableBytesView))
        {
            return index
        }
        // Lost, or written by another version: the source still has it all.
        let index = try await ProbeMedia(input: reference).run(in: engine)
        try await store(index, for: reference)
        return index
    }
}

extension StoredMediaLibrary: ContentFollower {
    func contentIsGone(_ content: String) async {
        presentations[MediaReference(content)] = nil
        pictures?.remove(content: content)
    }
}

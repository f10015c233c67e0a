/// One piece of media work as a value: it names its input and its parameters, and runs by building a stage graph.
///
/// Being plain data it can be logged, queued, retried, sent to another process and cached by its content.
public protocol Recipe: Codable, Sendable {
    /// What the work yields.
    associatedtype Output: Sendable
    /// Does the work on `engine`'s native threads. Cancelling the task stops the native work within 100 ms.
    func run(in engine: Engine) async throws -> Output
}

/// Names a stored media file; what the name means is up to the `MediaLibrary` (a path, a blob key).
public struct MediaReference: Codable, Hashable, Sendable {
    /// The opaque name.
    public var id: String

    /// Names the file `id`.
    public init(_ id: String) { self.id = id }
}

/// Where recipes find their inputs. The user of the engine implements it.
public protocol MediaLibrary: Sendable {
    /// The bytes of `reference`.
    func source(for reference: MediaReference) async throws -> any ByteSource
    /// The presentation made from the media index of `reference`; implementations keep it rather than probe again.
    func presentation(of reference: MediaReference) async throws -> HLSPresentation
}

/// What recipes run on: native threads and a library of inputs.
public struct Engine: Sendable {
    /// The threads that native code runs on.
    public let executor: NativeExecutor
    /// Where the inputs are.
    public let library: any MediaLibrary

    /// The processes that work on the pages of documents; nil works in this process, where a page that crashes or hangs
    /// takes all with it.
    public let workers: WorkerPool?

    /// Told what every stage of a graph has done when the graph has ended.
    public let observe: @Sendable ([StageFigures]) -> Void

    /// What reads the text in pictures; nil where nothing does.
    public let recogniser: (any OCREngine)?

    /// Where pictures are kept for a while once they are decoded; nil decodes them each time.
    public let pictures: DecodedPictureCache?

    /// Makes an engine. Several engines may share one executor, one recogniser, and pictures.
    public init(
        executor: NativeExecutor, library: any MediaLibrary, workers: WorkerPool? = nil,
        recogniser: (any OCREngine)? = nil, pictures: DecodedPictureCache? = nil,
        observe: @escaping @Sendable ([StageFigures]) -> Void = { _ in }
    ) {
        self.executor = executor
        self.library = library
        self.workers = workers
        self.recogniser = recogniser
        self.pictures = pictures
        self.observe = observe
    }

    /// Runs `work`, and every task that it starts, on the native threads. Cancels it when it takes longer than `limit` and
    /// throws `timedOut` then: what a file can make the engine do is bounded in time as well as in space.
    func native<Result: Sendable>(
        within limit: Duration, _ operation: String, _ work: @Sendable @escaping () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask(executorPreference: executor) { try await work() }
            group.addTask {
                try await Pause.wait(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let result = first else {
                throw MediaError(.timedOut, operation, "the work takes longer than \(limit)")
            }
            return result
        }
    }
}

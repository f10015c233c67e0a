internal import Pipeline
internal import Synchronization

/// The engine's inputs on the command line: a reference is a path.
final class FileLibrary: MediaLibrary {
    private let executor: NativeExecutor
    private let allowsCopy: Bool
    private let known = Mutex<[MediaReference: HLSPresentation]>([:])

    /// `allowsCopy` lets a source that fits a rung be that rung without encoding.
    init(executor: NativeExecutor, allowsCopy: Bool) {
        self.executor = executor
        self.allowsCopy = allowsCopy
    }

    func source(for reference: MediaReference) async throws -> any ByteSource {
        try FileByteSource(path: reference.id)
    }

    func presentation(of reference: MediaReference) async throws -> HLSPresentation {
        if let presentation = known.withLock({ $0[reference] }) { return presentation }
        let index = try await ProbeMedia(input: reference).run(in: Engine(executor: executor, library: self))
        let presentation = try HLSPresentation(index: index, allowsCopy: allowsCopy)
        known.withLock { $0[reference] = presentation }
        return presentation
    }
}

/// An engine over files and the library it reads from.
struct FileEngine {
    let engine: Engine
    let library: FileLibrary

    init(threads: Int? = nil, allowsCopy: Bool = true) {
        let executor = NativeExecutor(threads: threads)
        library = FileLibrary(executor: executor, allowsCopy: allowsCopy)
        engine = Engine(
            executor: executor, library: library,
            workers: Worker.command.map { WorkerPool($0, keeping: executor.threads) },
            recogniser: TesseractRecogniser(executor: executor))
    }
}

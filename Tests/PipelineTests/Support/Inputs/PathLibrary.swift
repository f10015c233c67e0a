import Foundation
import Pipeline
import Synchronization

/// A library whose references are paths. It probes each file once.
final class PathLibrary: MediaLibrary {
    private let probes = Mutex<[String: Task<HLSPresentation, any Error>]>([:])
    private let executor: NativeExecutor

    /// Makes a library that probes on `executor`.
    init(executor: NativeExecutor) { self.executor = executor }

    func source(for reference: MediaReference) async throws -> any ByteSource {
        try FileByteSource(path: reference.id)
    }

    func presentation(of reference: MediaReference) async throws -> HLSPresentation {
        let engine = Engine(executor: executor, library: self)
        let probe = probes.withLock { probes in
            if let running = probes[reference.id] { return running }
            let task = Task {
                try HLSPresentation(index: try await ProbeMedia(input: reference).run(in: engine))
            }
            probes[reference.id] = task
            return task
        }
        return try await probe.value
    }
}

extension Engine {
    /// The engine that all tests share, on as many native threads as the machine has cores.
    static let shared: Engine = {
        let executor = NativeExecutor(threads: ProcessInfo.processInfo.activeProcessorCount)
        return Engine(
            executor: executor, library: PathLibrary(executor: executor),
            recogniser: TesseractRecogniser(executor: executor))
    }()
}

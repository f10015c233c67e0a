internal import Synchronization

/// Who reads a page: the worker that was lent for it, and those that have nothing else to do.
struct RecognitionCrew: Sendable {
    let worker: TesseractWorker
    let pool: TesseractPool
    let executor: NativeExecutor
    let languages: LanguageSet

    /// What `body` makes of each of `parts`, in their order. Parts are dealt out one by one; a helper comes as soon as there
    /// is one, and leaves when somebody waits for a worker. Throws the first error, after everybody has ended.
    func map<Part: Sendable, Result: Sendable>(
        _ parts: [Part], _ body: @escaping @Sendable (Part, TesseractHandle) throws -> Result
    ) async throws -> [Result] {
        let work = SharedWork<Result>(count: parts.count)
        try await withThrowingTaskGroup(of: Void.self) { group in
            func callHelpers(_ wanted: Int) {
                for _ in 0..<wanted {
                    guard executor.hasIdleThread, let helper = pool.takeIdle() else { return }
                    group.addTask(executorPreference: executor) { [pool, languages] in
                        defer { pool.put(helper) }
                        let handle = try helper.handle(for: languages)
                        while !pool.hasLine, let place = work.next() {
                            work.finish(place, try body(parts[place], handle))
                        }
                    }
                }
            }
            callHelpers(parts.count - 1)
            let handle = try worker.handle(for: languages)
            while let place = work.next() {
                // Whoever has read another page since may help with this one.
                callHelpers(work.left)
                work.finish(place, try body(parts[place], handle))
            }
            try await group.waitForAll()
        }
        return work.results
    }
}

/// Places to be dealt out, and what has come of them.
private final class SharedWork<Result: Sendable>: Sendable {
    private let state: Mutex<(next: Int, results: [Result?])>
    private let count: Int

    init(count: Int) {
        self.count = count
        state = Mutex((0, Array(repeating: nil, count: count)))
    }

    /// The next place that nobody has; nil when all are dealt out.
    func next() -> Int? {
        state.withLock { state in
            guard state.next < count else { return nil }
            state.next += 1
            return state.next - 1
        }
    }

    /// How many places nobody has yet.
    var left: Int { state.withLock { count - $0.next } }

    func finish(_ place: Int, _ result: Result) { state.withLock { $0.results[place] = result } }

    /// What has come of all places, once all are finished.
    var results: [Result] { state.withLock { $0.results.compactMap(\.self) } }
}

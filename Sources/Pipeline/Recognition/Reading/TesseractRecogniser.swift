/// Tesseract's LSTM recogniser in this process, on a bounded number of workers.
///
/// Each worker keeps its models loaded. Pages beyond the number of workers wait in line.
public final class TesseractRecogniser: OCREngine {
    /// `tesseract`.
    public let name = "tesseract"
    /// The languages that can be read.
    public let installed: InstalledLanguages
    private let executor: NativeExecutor
    private let pool: TesseractPool

    /// A recogniser on the threads of `executor`, with as many workers as it has threads when `workers` is nil, and the
    /// models of `installed`.
    public init(executor: NativeExecutor, workers: Int? = nil, installed: InstalledLanguages = InstalledLanguages()) {
        self.executor = executor
        self.installed = installed
        pool = TesseractPool(
            (0..<max(1, workers ?? executor.threads)).map { _ in TesseractWorker(folder: installed.folder) })
    }

    /// Throws `unsupported` when one of `languages` is not installed.
    public func check(_ languages: LanguageSet) throws(MediaError) { try installed.check(languages) }

    /// Loads the models of `languages` into the workers that have nothing to do. What cannot be loaded fails when it is read.
    public func prepare(_ languages: LanguageSet) async {
        await withTaskExecutorPreference(executor) { [pool] in await Self.load(languages, pool) }
    }

    private static func load(_ languages: LanguageSet, _ pool: TesseractPool) async {
        var idle: [TesseractWorker] = []
        while let worker = pool.takeIdle() { idle.append(worker) }
        for worker in idle {
            _ = try? worker.handle(for: languages)
            pool.put(worker)
        }
    }

    /// Reads `raster`; see `OCREngine`. The time limit counts from when a worker is free.
    public func recognise(_ raster: Raster, options: RecognitionOptions) async throws -> RecognisedPage {
        try installed.check(options.languages)
        let limit = options.timeLimitSeconds.map { Duration.seconds($0) } ?? RecognitionLimits.pageTime
        return try await pool.withWorker { [executor, pool] worker in
            let stop = RecognitionStop(within: limit)
            let crew = RecognitionCrew(worker: worker, pool: pool, executor: executor, languages: options.languages)
            return try await withTaskCancellationHandler {
                try await withTaskExecutorPreference(executor) {
                    try await Self.read(raster, PageReader(crew: crew, effort: options.effort, stop: stop))
                }
            } onCancel: {
                stop.cancel()
            }
        }
    }

    /// Runs on the executor's threads, since it is a nonisolated function of a task that prefers them.
    private static func read(_ raster: Raster, _ reader: PageReader) async throws -> RecognisedPage {
        try reader.stop.check()
        return try await reader.read(raster)
    }
}

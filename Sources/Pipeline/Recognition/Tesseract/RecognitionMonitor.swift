internal import CTesseract
internal import Synchronization

/// Says when a recognition is to stop: when its caller has gone or its time is over.
final class RecognitionStop: Sendable {
    private let isCancelled = Atomic<Bool>(false)
    private let deadline: ContinuousClock.Instant

    init(within limit: Duration) { deadline = .now + limit }

    /// The caller wants no result any more.
    func cancel() { isCancelled.store(true, ordering: .relaxed) }

    /// Whether to go on.
    var isDue: Bool { isCancelled.load(ordering: .relaxed) || deadline < .now }

    /// Throws `CancellationError` or `timedOut` when it is time to stop.
    func check() throws {
        if isCancelled.load(ordering: .relaxed) { throw CancellationError() }
        if deadline < .now { throw MediaError(.timedOut, "TesseractRecogniser", "the page takes too long to read") }
    }
}

/// The sole owner of an `ETEXT_DESC`: what Tesseract asks, line by line, whether to go on. For one thread at a time.
struct RecognitionMonitor: ~Copyable {
    let handle: OpaquePointer
    /// Kept alive as long as Tesseract may ask it.
    private let stop: RecognitionStop

    /// A monitor that stops when `stop` is due.
    init(_ stop: RecognitionStop) throws(MediaError) {
        guard let monitor = TessMonitorCreate() else {
            throw MediaError(.engine, "TessMonitorCreate", "no memory")
        }
        handle = monitor
        self.stop = stop
        TessMonitorSetCancelThis(monitor, Unmanaged.passUnretained(stop).toOpaque())
        TessMonitorSetCancelFunc(monitor) { context, _ in
            guard let context else { return false }
            return Unmanaged<RecognitionStop>.fromOpaque(context).takeUnretainedValue().isDue
        }
    }

    deinit { TessMonitorDelete(handle) }
}

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

extension Engine {
    /// Processes for work that libvips could go on with for `latency` after it was cancelled; nil where that is short enough,
    /// and where there are no processes.
    func pictureWorker(for latency: Duration) -> PictureWorker? {
        latency > StopLatency.most ? workers.map(PictureWorker.init) : nil
    }

    /// Runs `work` on a native thread within `ImageLimits.time`. Cancelling the task raises the signal that `work` gets.
    func picture<Result: Sendable>(
        _ operation: String, _ work: @Sendable @escaping (StopSignal) throws -> Result
    ) async throws -> Result {
        try await native(within: ImageLimits.time, operation) {
            let stop = StopSignal()
            return try await withTaskCancellationHandler {
                try work(stop)
            } onCancel: {
                stop.stop()
            }
        }
    }
}

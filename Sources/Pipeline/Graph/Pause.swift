internal import Dispatch

/// A wait that leaves nothing behind when it is cut short.
///
/// `Task.sleep` keeps its timer, and the memory of the task with it, until the time is over even when the task has long been
/// cancelled. For limits of minutes, set for every picture and hardly ever met, that adds up.
enum Pause {
    /// Returns after `duration`. Throws `CancellationError`.
    static func wait(for duration: Duration) async throws {
        // Dispatch's own objects may be used from any thread; their Swift types do not say so.
        nonisolated(unsafe) let timer = DispatchSource.makeTimerSource()
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                timer.setEventHandler { timer.cancel() }
                timer.setCancelHandler { continuation.resume() }
                timer.schedule(deadline: .now() + .nanoseconds(Int(clamping: duration.nanoseconds)))
                timer.activate()
            }
        } onCancel: {
            timer.cancel()
        }
        try Task.checkCancellation()
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        let (whole, part) = components
        let (nanoseconds, isTooLong) = whole.multipliedReportingOverflow(by: 1_000_000_000)
        return isTooLong ? Int64.max : nanoseconds + part / 1_000_000_000
    }
}

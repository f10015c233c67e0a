internal import CVips
internal import Synchronization

/// Stops libvips from another thread, and remembers why reading failed.
///
/// libvips is stopped in three places: between the pieces of pixels that it makes (`watch`), at the next read of the file,
/// and before each step of ours (`check`).
final class StopSignal: Sendable {
    private let flag = Atomic<Bool>(false)
    private let readFailure = Mutex<MediaError?>(nil)

    /// Whether the work is to end.
    var isStopped: Bool { flag.load(ordering: .relaxed) }

    /// Ends the work as soon as libvips looks; callable from any thread.
    func stop() { flag.store(true, ordering: .relaxed) }

    /// Keeps the error of a read, which libvips would reduce to a number.
    func readFailed(_ error: MediaError) { readFailure.withLock { $0 = $0 ?? error } }

    /// Throws `cancelled` once the work is to end.
    func check(_ operation: String) throws(MediaError) {
        if isStopped { throw MediaError(.cancelled, operation, "cancelled") }
    }

    /// Why `operation`, which made pixels, failed: it was stopped, the file could not be read, or it is damaged.
    func failure(_ operation: String) -> MediaError { reason(of: Vips.error(operation, .corrupt)) }

    /// What really made libvips fail with `error`.
    func reason(of error: MediaError) -> MediaError {
        if isStopped { return MediaError(.cancelled, error.operation, "cancelled") }
        return readFailure.withLock { $0 } ?? error
    }

    /// Lets the signal stop the making of pixels of `picture` and of everything made from it.
    func watch(_ picture: Picture) {
        vips_image_set_progress(picture.handle, 1)
        let evaluate:
            @convention(c) (UnsafeMutablePointer<VipsImage>?, OpaquePointer?, UnsafeMutableRawPointer?) -> Void =
                { image, _, signal in
                    guard let image, let signal else { return }
                    let stop = Unmanaged<StopSignal>.fromOpaque(signal).takeUnretainedValue()
                    if stop.isStopped { vips_image_set_kill(image, 1) }
                }
        g_signal_connect_data(
            picture.handle, "eval", unsafeBitCast(evaluate, to: GCallback.self),
            Unmanaged.passRetained(self).toOpaque(),
            { signal, _ in signal.map { Unmanaged<StopSignal>.fromOpaque($0).release() } }, GConnectFlags(rawValue: 0))
    }
}

internal import CTesseract

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
        NativeLedger.monitors.add(1)
        self.stop = stop
        TessMonitorSetCancelThis(monitor, Unmanaged.passUnretained(stop).toOpaque())
        TessMonitorSetCancelFunc(monitor) { context, _ in
            guard let context else { return false }
            return Unmanaged<RecognitionStop>.fromOpaque(context).takeUnretainedValue().isDue
        }
    }

    deinit {
        TessMonitorDelete(handle)
        NativeLedger.monitors.add(-1)
    }
}

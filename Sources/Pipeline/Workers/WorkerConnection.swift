internal import Foundation

/// One end of a stream socket between an engine and its worker; closed when it is released. Used by one thread at a time.
///
/// What goes over it are messages: eight bytes of length, the lowest first, and that many bytes.
struct WorkerConnection: ~Copyable {
    /// How a wait for the other end may end.
    struct Patience: Sendable {
        /// When to stop waiting; nil waits for ever.
        var until: ContinuousClock.Instant?
        /// Whether the waiting task's cancellation ends it.
        var isCancellable = true

        /// Waits as long as it takes.
        static let endless = Patience(until: nil, isCancellable: false)
    }

    /// Milliseconds between looks at the clock and at cancellation.
    private static let tick: Int32 = 20
    /// Bytes of a message: far more than the pixels of the largest picture.
    private static let longest: UInt64 = 1 << 30

    /// Bytes of a message that goes out in one call together with its length.
    private static let short = 1 << 18

    let input: Int32
    let output: Int32
    private let ownsDescriptors: Bool

    /// Takes over `descriptor`, which is closed at the end.
    init(owning descriptor: Int32) {
        (input, output, ownsDescriptors) = (descriptor, descriptor, true)
    }

    /// The standard streams of this process.
    static var standard: WorkerConnection { WorkerConnection() }

    private init() { (input, output, ownsDescriptors) = (0, 1, false) }

    deinit { if ownsDescriptors { close(input) } }

    /// Sends `bytes` as a message. Throws as `receive`.
    func send(_ bytes: UnsafeRawBufferPointer, patience: Patience) throws(MediaError) {
        var length = withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { Array($0) }
        if bytes.count <= Self.short {
            length += bytes
            try length.withUnsafeBytes { all in Result { () throws(MediaError) in try write(all, patience) } }.get()
            return
        }
        try length.withUnsafeBytes { head in Result { () throws(MediaError) in try write(head, patience) } }.get()
        try write(bytes, patience)
    }

    /// Sends `bytes` as a message. Throws as `receive`.
    func send(_ bytes: [UInt8], patience: Patience) throws(MediaError) {
        try bytes.withUnsafeBytes { all in
            Result { () throws(MediaError) in try send(all, patience: patience) }
        }.get()
    }

    /// Receives the length of the next message; nil when the other end has gone in good order.
    func receiveLength(patience: Patience) throws(MediaError) -> Int? {
        var length = [UInt8](repeating: 0, count: 8)
        let isThere = try length.withUnsafeMutableBytes { bytes in
            Result { () throws(MediaError) in try fill(bytes, patience, mayEnd: true) }
        }.get()
        guard isThere else { return nil }
        let count = length.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard count <= Self.longest else { throw MediaError(.engine, "recv", "a message of \(count) bytes") }
        return Int(count)
    }

    /// Receives `buffer.count` bytes of a message. Throws `timedOut`, `cancelled`, or `inputOutput` when the other end has
    /// gone.
    func receive(into buffer: UnsafeMutableRawBufferPointer, patience: Patience) throws(MediaError) {
        _ = try fill(buffer, patience, mayEnd: false)
    }

    /// Receives a whole message; nil when the other end has gone in good order.
    func receive(patience: Patience) throws(MediaError) -> [UInt8]? {
        guard let count = try receiveLength(patience: patience) else { return nil }
        return try receive(count, patience: patience)
    }

    /// Receives the next `count` bytes of a message.
    func receive(_ count: Int, patience: Patience) throws(MediaError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        try bytes.withUnsafeMutableBytes { buffer in
            Result { () throws(MediaError) in try receive(into: buffer, patience: patience) }
        }.get()
        return bytes
    }

    private func fill(
        _ buffer: UnsafeMutableRawBufferPointer, _ patience: Patience, mayEnd: Bool
    ) throws(MediaError) -> Bool {
        var offset = 0
        while offset < buffer.count {
            try wait(for: Int16(POLLIN), on: input, patience)
            let count = read(input, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
            if count > 0 { offset += count }
            if count == 0, mayEnd, offset == 0 { return false }
            guard count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN)) else {
                throw MediaError(.inputOutput, "read", "the worker has gone")
            }
        }
        return true
    }

    private func write(_ bytes: UnsafeRawBufferPointer, _ patience: Patience) throws(MediaError) {
        var offset = 0
        while offset < bytes.count {
            try wait(for: Int16(POLLOUT), on: output, patience)
            // A piece at a time: a full buffer must not hold the call beyond its time. No signal when the other end has gone.
            let piece = min(bytes.count - offset, 1 << 18)
            let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
            let count = Foundation.send(output, bytes.baseAddress.map { $0 + offset }, piece, flags)
            if count > 0 { offset += count }
            guard count > 0 || errno == EINTR || errno == EAGAIN else {
                throw MediaError(.inputOutput, "send", "the worker has gone")
            }
        }
    }

    /// Waits until `descriptor` is ready for `events`, or the other end has gone. Throws `timedOut`, `cancelled`.
    func wait(for events: Int16, on descriptor: Int32, _ patience: Patience) throws(MediaError) {
        while true {
            if patience.isCancellable, Task.isCancelled { throw MediaError(.cancelled, "poll", "cancelled") }
            if let until = patience.until, ContinuousClock.now >= until {
                throw MediaError(.timedOut, "poll", "the page takes too long")
            }
            var entry = pollfd(fd: descriptor, events: events, revents: 0)
            if poll(&entry, 1, Self.tick) > 0 { return }
        }
    }
}

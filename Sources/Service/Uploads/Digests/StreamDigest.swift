internal import Crypto
internal import NIOCore
internal import Synchronization

/// The SHA-256 of bytes in their order, taken on another thread while the caller goes on. For one caller at a time.
///
/// The thread does not pause between pieces: to wake it for each would cost about as much time as the sum itself. A caller
/// that is ahead of it by `lead` waits.
final class StreamDigest: Sendable {
    /// Below this many bytes a turn on another thread costs more than it saves.
    private static let worthwhile = 65_536
    /// Bytes that may wait: two reads from a connection.
    private static let lead = 2 * ClientConnection.receiveBufferSize

    private struct State {
        /// The sum of what is done; the thread has it while `isRunning`.
        var sum: SHA256
        var isRunning = false
        var pieces: [ByteBuffer] = []
        /// Bytes of `pieces` and of what is being done.
        var waiting = 0
        var caller: CheckedContinuation<Bool, Never>?
    }

    private let state: Mutex<State>

    /// Goes on from `sum`.
    init(_ sum: SHA256 = SHA256()) { state = Mutex(State(sum: sum)) }

    /// Takes the next bytes, now or soon.
    func append(_ bytes: ByteBuffer) async {
        let begins = state.withLock { state in
            guard state.isRunning || bytes.readableBytes >= Self.worthwhile else {
                bytes.withUnsafeReadableBytes { state.sum.update(bufferPointer: $0) }
                return false
            }
            state.pieces.append(bytes)
            state.waiting += bytes.readableBytes
            defer { state.isRunning = true }
            return !state.isRunning
        }
        if begins { DiskThreads.shared.submit { self.work() } }
        await wait { $0.waiting <= Self.lead }
    }

    /// The sum of all that has come.
    var sum: SHA256 {
        get async {
            await wait { !$0.isRunning }
            return state.withLock { $0.sum }
        }
    }

    /// The sum of all that has come, in lower-case hexadecimal.
    func finish() async -> String { Identifier.hex(await sum.finalize()) }

    private func wait(until isOver: @Sendable (State) -> Bool) async {
        while true {
            let wasOver = await withCheckedContinuation { continuation in
                let wasOver = state.withLock { state in
                    if isOver(state) { return true }
                    state.caller = continuation
                    return false
                }
                if wasOver { continuation.resume(returning: true) }
            }
            if wasOver { return }
        }
    }

    private func work() {
        var sum = state.withLock { exchange(&$0.sum, with: SHA256()) }
        var done = 0
        while let bytes = next(after: done, sum) {
            bytes.withUnsafeReadableBytes { sum.update(bufferPointer: $0) }
            done = bytes.readableBytes
        }
    }

    /// Says that `done` bytes have been taken into `sum`; what is to be taken next, nil to end.
    private func next(after done: Int, _ sum: SHA256) -> ByteBuffer? {
        let (bytes, caller) = state.withLock { state in
            state.waiting -= done
            let bytes = state.pieces.isEmpty ? nil : state.pieces.removeFirst()
            if bytes == nil {
                state.sum = sum
                state.isRunning = false
            }
            return (bytes, exchange(&state.caller, with: nil))
        }
        caller?.resume(returning: false)
        return bytes
    }
}

internal import Synchronization

/// A bounded queue between two stages: one sender, one receiver; elements are moved, never copied.
///
/// The sender suspends while the channel is full, the receiver while it is empty. Either side may leave: after `finish`
/// the receiver drains what is left and then gets nil; after `cancel` the sender is told that nobody listens, and what is
/// left is released. Neither is an error.
final class Channel<Element: ~Copyable & Sendable>: AnyChannel, Sendable {
    private let state: Mutex<State>

    private struct State: ~Copyable {
        var buffer: RingBuffer<Element>
        var isFinished = false
        var isCancelled = false
        var sender: CheckedContinuation<Void, Never>?
        var receiver: CheckedContinuation<Void, Never>?
    }

    init(capacity: Int) {
        state = Mutex(State(buffer: RingBuffer(capacity: max(1, capacity))))
    }

    /// Moves `element` in, waiting for room. False when the receiver has gone; the element is then released.
    func send(_ element: consuming Element) async -> Bool {
        var pending: Element? = consume element
        while true {
            let outcome: SendOutcome = state.withLock { state in
                if state.isCancelled { return .gone }
                guard !state.buffer.isFull, let element = pending.take() else { return .full }
                state.buffer.append(element)
                state.receiver.take()?.resume()
                return .sent
            }
            switch outcome {
            case .sent: return true
            case .gone: return false
            case .full: await waitForRoom()
            }
        }
    }

    /// Moves the next element out, waiting for one. Nil when the sender has finished or either side was cancelled.
    func receive() async -> Element? {
        while true {
            var received: Element? = nil
            let outcome: ReceiveOutcome = state.withLock { state in
                if let element = state.buffer.popFirst() {
                    received = consume element
                    state.sender.take()?.resume()
                    return .element
                }
                return state.isFinished || state.isCancelled ? .ended : .empty
            }
            switch outcome {
            case .element: return received
            case .ended: return nil
            case .empty: await waitForElement()
            }
        }
    }

    /// The sender has no more to send.
    func finish() {
        state.withLock { state in
            state.isFinished = true
            state.receiver.take()?.resume()
        }
    }

    /// Nobody will receive any more: releases what is queued and wakes both sides.
    func cancel() {
        state.withLock { state in
            state.isCancelled = true
            state.buffer.removeAll()
            state.sender.take()?.resume()
            state.receiver.take()?.resume()
        }
    }

    private func waitForRoom() async {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                if state.isCancelled || !state.buffer.isFull {
                    continuation.resume()
                } else {
                    state.sender = continuation
                }
            }
        }
    }

    private func waitForElement() async {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                if state.isCancelled || state.isFinished || !state.buffer.isEmpty {
                    continuation.resume()
                } else {
                    state.receiver = continuation
                }
            }
        }
    }
}

private enum SendOutcome { case sent, gone, full }
private enum ReceiveOutcome { case element, ended, empty }

/// A channel whose element type does not matter: what a graph needs to stop every wait.
protocol AnyChannel: Sendable {
    /// Ends every wait on the channel and releases what it holds.
    func cancel()
}

/// A fixed ring of elements that may have one owner only.
private struct RingBuffer<Element: ~Copyable>: ~Copyable, @unchecked Sendable {  // sole owner of its storage
    private let storage: UnsafeMutablePointer<Element>
    private let capacity: Int
    private var head = 0
    private var count = 0

    init(capacity: Int) {
        storage = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    deinit {
        for offset in 0..<count { (storage + (head + offset) % capacity).deinitialize(count: 1) }
        storage.deallocate()
    }

    var isFull: Bool { count == capacity }
    var isEmpty: Bool { count == 0 }

    mutating func append(_ element: consuming Element) {
        (storage + (head + count) % capacity).initialize(to: element)
        count += 1
    }

    mutating func popFirst() -> Element? {
        guard count > 0 else { return nil }
        let element = (storage + head).move()
        head = (head + 1) % capacity
        count -= 1
        return element
    }

    mutating func removeAll() {
        while let element = popFirst() { _ = consume element }
    }
}

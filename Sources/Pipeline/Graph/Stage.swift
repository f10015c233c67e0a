/// One node of a graph: a name and a body that reads from an inlet and writes to an outlet until either ends.
///
/// The element types are part of the stage's type, so that the compiler refuses a wrong joint.
struct Stage<Input: ~Copyable & Sendable, Output: ~Copyable & Sendable>: Sendable {
    /// What the printed graph and the figures call the node, such as `decode` or `encode 720p`.
    let name: String
    /// How many outputs may wait for the next stage.
    let capacity: Int
    /// The work. Returning ends the stage: its outlet finishes, its inlet is cancelled. Throwing stops the graph.
    let body: @Sendable (Inlet<Input>, Outlet<Output>) async throws -> Void

    init(
        _ name: String, capacity: Int = 2,
        body: @escaping @Sendable (Inlet<Input>, Outlet<Output>) async throws -> Void
    ) {
        self.name = name
        self.capacity = capacity
        self.body = body
    }
}

/// What a stage without a predecessor reads: nothing.
enum Nothing: Sendable {}

/// Whether an element found a taker.
enum Delivery: Sendable {
    /// The next stage has it or will get it.
    case delivered
    /// The next stage wants no more: an outcome, not an error. The sender should stop.
    case receiverGone
}

/// The reading end of a joint, counted and timed for the stage that reads.
struct Inlet<Element: ~Copyable & Sendable>: Sendable {
    let channel: Channel<Element>
    let meter: StageMeter

    /// The next element, or nil at the end.
    func next() async -> Element? {
        meter.wait()
        let element = await channel.receive()
        meter.resume()
        return element
    }
}

/// The writing end of a joint, counted and timed for the stage that writes.
struct Outlet<Element: ~Copyable & Sendable>: Sendable {
    let channel: Channel<Element>
    let meter: StageMeter

    /// Hands `element` on, waiting for room.
    func send(_ element: consuming Element) async -> Delivery {
        meter.wait()
        let delivered = await channel.send(element)
        meter.produced()
        return delivered ? .delivered : .receiverGone
    }
}

/// Stages joined by bounded channels, built first and run once.
///
///     let graph = Graph()
///     graph.source(demux).then(decode).then(encode).end(deliver)
///     try await graph.run()
///
/// Each stage is a child task; stages talk through their channels alone. When a stage throws, or the caller is
/// cancelled, every channel is cancelled: all waits end, all queued elements are released, and `run` throws the error
/// that came first. A stage that merely lost its neighbour returns normally and so can never hide that error.
final class Graph {
    private struct Node {
        let meter: StageMeter
        let run: @Sendable () async throws -> Void
    }

    private var nodes: [Node] = []
    private var channels: [any AnyChannel] = []
    private var joints: [(from: Int, to: Int)] = []

    /// Begins a branch with a stage that reads nothing.
    func source<Output: ~Copyable>(_ stage: Stage<Nothing, Output>) -> Flow<Output> {
        let closed = Channel<Nothing>(capacity: 1)
        closed.finish()
        return join(Flow(graph: self, channel: closed, origin: nil), to: stage)
    }

    /// Runs all stages to their end. Throws the first error of any stage, or `CancellationError`.
    func run() async throws {
        let (nodes, channels) = (nodes, channels)
        try await withTaskCancellationHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for node in nodes {
                    group.addTask {
                        node.meter.start()
                        defer { node.meter.end() }
                        try await node.run()
                    }
                }
                do {
                    while try await group.next() != nil {}
                } catch {
                    channels.forEach { $0.cancel() }
                    throw error
                }
            }
            try Task.checkCancellation()
        } onCancel: {
            channels.forEach { $0.cancel() }
        }
    }

    /// What every stage has done so far, in the order of building; callable while the graph runs.
    var figures: @Sendable () -> [StageFigures] {
        let meters = nodes.map(\.meter)
        return { meters.map(\.figures) }
    }

    /// The graph as a Mermaid flowchart.
    var mermaid: String {
        var lines = ["flowchart LR"]
        for (number, node) in nodes.enumerated() { lines.append("    n\(number)[\(node.meter.name)]") }
        for joint in joints { lines.append("    n\(joint.from) --> n\(joint.to)") }
        return lines.joined(separator: "\n")
    }

    // MARK: Building

    func join<Input: ~Copyable, Output: ~Copyable>(
        _ flow: Flow<Input>, to stage: Stage<Input, Output>
    ) -> Flow<Output> {
        let output = open(Channel<Output>(capacity: stage.capacity))
        let (input, body) = (flow.channel, stage.body)
        let number = add(name: stage.name, after: [flow.origin]) { meter in
            defer {
                output.finish()
                input.cancel()
            }
            try await body(Inlet(channel: input, meter: meter), Outlet(channel: output, meter: meter))
        }
        return Flow(graph: self, channel: output, origin: number)
    }

    func open<Element: ~Copyable>(_ channel: Channel<Element>) -> Channel<Element> {
        channels.append(channel)
        return channel
    }

    func add(
        name: String, after origins: [Int?], run: @escaping @Sendable (StageMeter) async throws -> Void
    ) -> Int {
        let meter = StageMeter(name: name)
        nodes.append(Node(meter: meter) { try await run(meter) })
        joints.append(contentsOf: origins.compactMap { origin in origin.map { ($0, nodes.count - 1) } })
        return nodes.count - 1
    }
}

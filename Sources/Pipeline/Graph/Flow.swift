/// The open end of a graph under construction: elements of one type, waiting for a stage that takes them.
struct Flow<Element: ~Copyable & Sendable> {
    let graph: Graph
    let channel: Channel<Element>
    let origin: Int?

    /// Puts `stage` behind this flow.
    func then<Output: ~Copyable>(_ stage: Stage<Element, Output>) -> Flow<Output> {
        graph.join(self, to: stage)
    }

    /// Ends the flow: `consume` gets every element in order.
    func end(_ name: String, consume: @escaping @Sendable (consuming Element) async throws -> Void) {
        let input = channel
        _ = graph.add(name: name, after: [origin]) { meter in
            defer { input.cancel() }
            let inlet = Inlet(channel: input, meter: meter)
            while let element = await inlet.next() {
                try await consume(element)
                meter.produced()
            }
        }
    }

    /// Joins two flows in one stage, which reads either as it pleases.
    func joined<Other: ~Copyable, Output: ~Copyable>(
        with other: Flow<Other>, _ name: String, capacity: Int = 2,
        body: @escaping @Sendable (Inlet<Element>, Inlet<Other>, Outlet<Output>) async throws -> Void
    ) -> Flow<Output> {
        let output = graph.open(Channel<Output>(capacity: capacity))
        let (first, second) = (channel, other.channel)
        let number = graph.add(name: name, after: [origin, other.origin]) { meter in
            defer {
                output.finish()
                first.cancel()
                second.cancel()
            }
            try await body(
                Inlet(channel: first, meter: meter), Inlet(channel: second, meter: meter),
                Outlet(channel: output, meter: meter))
        }
        return Flow<Output>(graph: graph, channel: output, origin: number)
    }

    /// Deals the elements out to `count` branches by `lane`, which says for each element which branch gets it.
    func distributed(
        over count: Int, capacity: Int, by lane: @escaping @Sendable (borrowing Element) -> Int
    ) -> [Flow<Element>] {
        branches(count: count, capacity: capacity, name: "deal") { element, outlets in
            let number = lane(element)
            return await outlets[number].send(element) == .delivered
        }
    }

    func branches(
        count: Int, capacity: Int, name: String,
        deliver: @escaping @Sendable (consuming Element, [Outlet<Element>]) async throws -> Bool
    ) -> [Flow<Element>] {
        let outputs = (0..<count).map { _ in graph.open(Channel<Element>(capacity: capacity)) }
        let input = channel
        let number = graph.add(name: name, after: [origin]) { meter in
            defer {
                outputs.forEach { $0.finish() }
                input.cancel()
            }
            let inlet = Inlet(channel: input, meter: meter)
            let outlets = outputs.map { Outlet(channel: $0, meter: meter) }
            while let element = await inlet.next() {
                guard try await deliver(element, outlets) else { return }
            }
        }
        return outputs.map { Flow(graph: graph, channel: $0, origin: number) }
    }
}

/// An element that several branches may hold at once, such as a reference-counted frame.
protocol Shareable: ~Copyable {
    /// Another reference to the same content.
    borrowing func share() throws -> Self
}

extension Flow where Element: Shareable & ~Copyable {
    /// Gives every element to each of `count` branches. A branch that has ended no longer gets any; when all have ended
    /// the flow ends.
    func split(into count: Int, capacity: Int = 1) -> [Flow<Element>] {
        guard count > 1 else { return [self] }
        return branches(count: count, capacity: capacity, name: "split") { element, outlets in
            var isWanted = false
            for outlet in outlets.dropLast() where await outlet.send(try element.share()) == .delivered {
                isWanted = true
            }
            if let last = outlets.last, await last.send(element) == .delivered { isWanted = true }
            return isWanted
        }
    }
}

extension Graph {
    /// Merges branches in turn: one element of the first, one of the second, and so on: the reverse of dealing by
    /// `number % count` when every branch yields one element per number.
    func interleaved<Element: ~Copyable>(_ flows: [Flow<Element>], capacity: Int = 1) -> Flow<Element>? {
        guard flows.count > 1 else { return flows.first }
        let output = open(Channel<Element>(capacity: capacity))
        let inputs = flows.map(\.channel)
        let number = add(name: "in order", after: flows.map(\.origin)) { meter in
            defer {
                output.finish()
                inputs.forEach { $0.cancel() }
            }
            let outlet = Outlet(channel: output, meter: meter)
            let inlets = inputs.map { Inlet(channel: $0, meter: meter) }
            var turn = 0
            while let element = await inlets[turn].next() {
                guard await outlet.send(element) == .delivered else { return }
                turn = (turn + 1) % inlets.count
            }
        }
        return Flow(graph: self, channel: output, origin: number)
    }
}

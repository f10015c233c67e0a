import Testing

@testable import Pipeline

@Suite struct GraphTests {
    private struct Broken: Error, Equatable { let stage: String }

    private let census = Census()

    /// Yields the numbers from 0 on, for ever when there is no count.
    private func numbers(_ count: Int = .max) -> Stage<Nothing, Token> {
        Stage("numbers", capacity: 2) { [census] _, out in
            for number in 0..<count {
                guard await out.send(Token(number, census)) == .delivered else { return }
            }
        }
    }

    private func passing(_ name: String, failingAt limit: Int = .max) -> Stage<Token, Token> {
        Stage(name, capacity: 2) { input, out in
            while let token = await input.next() {
                if token.number == limit { throw Broken(stage: name) }
                guard await out.send(token) == .delivered else { return }
            }
        }
    }

    @Test("A chain delivers everything in order and leaves nothing behind")
    func chain() async throws {
        let seen = Collected<Int>()
        let graph = Graph()
        graph.source(numbers(500)).then(passing("a")).then(passing("b")).end("collect") { seen.append($0.number) }
        try await graph.run()
        #expect(seen.all == Array(0..<500))
        #expect(census.alive == 0)
    }

    @Test("The error of a stage is what run throws, although its neighbours end as well", arguments: ["a", "b", "c"])
    func failure(failing: String) async {
        let graph = Graph()
        var flow = graph.source(numbers())
        for name in ["a", "b", "c"] { flow = flow.then(passing(name, failingAt: name == failing ? 20 : .max)) }
        flow.end("collect") { _ in }
        await #expect(throws: Broken(stage: failing)) { try await graph.run() }
        #expect(census.alive == 0)
    }

    @Test("The error of the last consumer stops an endless source")
    func consumerFailure() async {
        let graph = Graph()
        graph.source(numbers()).then(passing("a")).end("collect") {
            if $0.number == 10 { throw Broken(stage: "collect") }
        }
        await #expect(throws: Broken(stage: "collect")) { try await graph.run() }
        #expect(census.alive == 0)
    }

    @Test("A stage that has had enough ends the stages before it without an error")
    func earlyEnd() async throws {
        let seen = Collected<Int>()
        let graph = Graph()
        let first = Stage<Token, Token>("first three") { input, out in
            for _ in 0..<3 {
                guard let token = await input.next(), await out.send(token) == .delivered else { return }
            }
        }
        graph.source(numbers()).then(first).end("collect") { seen.append($0.number) }
        try await graph.run()
        #expect(seen.all == [0, 1, 2])
        #expect(census.alive == 0)
    }

    @Test("Cancelling the caller ends every wait and releases every element")
    func cancellation() async {
        let census = census
        let started = Channel<Int>(capacity: 1)
        let task = Task {
            let graph = Graph()
            let stuck = Stage<Token, Token>("stuck") { input, _ in
                while await input.next() != nil {
                    _ = await started.send(1)
                    try await Task.sleep(for: .seconds(3600))
                }
            }
            graph.source(numbers()).then(stuck).end("collect") { _ in }
            try await graph.run()
        }
        _ = await started.receive()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(census.alive == 0)
    }

    @Test("Every branch of a split gets every element, and one that ends early does not hold up the others")
    func split() async throws {
        let (all, some) = (Collected<Int>(), Collected<Int>())
        let graph = Graph()
        let branches = graph.source(numbers(100)).split(into: 2, capacity: 1)
        branches[0].end("all") { all.append($0.number) }
        let brief = Stage<Token, Token>("brief") { input, out in
            if let token = await input.next() { _ = await out.send(token) }
        }
        branches[1].then(brief).end("some") { some.append($0.number) }
        try await graph.run()
        #expect(all.all == Array(0..<100))
        #expect(some.all == [0])
        #expect(census.alive == 0)
    }

    @Test("Lanes that take turns give their results back in order", arguments: [1, 2, 3, 5])
    func lanes(count: Int) async throws {
        let seen = Collected<Int>()
        let graph = Graph()
        let dealt = graph.source(numbers(61)).distributed(over: count, capacity: 2) { $0.number % count }
        let lanes = dealt.enumerated().map { number, flow in flow.then(passing("lane \(number)")) }
        let merged = try #require(graph.interleaved(lanes))
        merged.end("collect") { seen.append($0.number) }
        try await graph.run()
        #expect(seen.all == Array(0..<61))
        #expect(census.alive == 0)
    }

    @Test("A graph on one native thread finishes: no stage blocks it while it waits")
    func oneThread() async throws {
        let seen = Collected<Int>()
        let graph = Graph()
        graph.source(numbers(200)).then(passing("a")).then(passing("b")).end("collect") { seen.append($0.number) }
        try await withTaskExecutorPreference(NativeExecutor(threads: 1)) { try await graph.run() }
        #expect(seen.all.count == 200)
    }

    @Test("Figures count items, and the diagram shows stages and joints")
    func figures() async throws {
        let graph = Graph()
        graph.source(numbers(7)).then(passing("a")).end("collect") { _ in }
        let figures = graph.figures
        try await graph.run()
        #expect(figures().map(\.name) == ["numbers", "a", "collect"])
        #expect(figures().map(\.items) == [7, 7, 7])
        #expect(graph.mermaid.contains("n0[numbers]"))
        #expect(graph.mermaid.contains("n1 --> n2"))
    }
}

import Testing

@testable import Service

@Suite(.timeLimit(.minutes(1))) struct SingleFlightTests {
    private struct Failure: Error {}

    @Test func `two hundred callers share one piece of work`() async throws {
        let flights = SingleFlight<String, Int>()
        let gate = Gate()
        let runs = Counter()
        let joins = Counter()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    try await flights.value(for: "a", joined: { joins.increment() }) {
                        runs.increment()
                        try await gate.pass()
                        return 42
                    }
                }
            }
            try await eventually { flights.waiterCount(for: "a") == 200 }
            gate.open()
            for try await value in group { #expect(value == 42) }
        }
        #expect(runs.value == 1)
        #expect(joins.value == 199)
        #expect(flights.count == 0)
    }

    @Test func `different keys fly apart`() async throws {
        let flights = SingleFlight<Int, Int>()
        let values = try await withThrowingTaskGroup(of: Int.self) { group in
            for key in 0..<20 { group.addTask { try await flights.value(for: key) { key * 2 } } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(values == Set((0..<20).map { $0 * 2 }))
    }

    @Test func `one caller that leaves does not disturb the others`() async throws {
        let flights = SingleFlight<String, Int>()
        let gate = Gate()
        let work: @Sendable () async throws -> Int = {
            try await gate.pass()
            return 1
        }
        async let stays = flights.value(for: "a", work: work)
        try await eventually { flights.waiterCount(for: "a") == 1 }
        let leaves = Task { try await flights.value(for: "a", work: work) }
        try await eventually { flights.waiterCount(for: "a") == 2 }
        leaves.cancel()
        await #expect(throws: CancellationError.self) { try await leaves.value }
        #expect(flights.waiterCount(for: "a") == 1)
        gate.open()
        #expect(try await stays == 1)
    }

    @Test func `work is cancelled when its last caller leaves and the next caller begins afresh`() async throws {
        let flights = SingleFlight<String, Int>()
        let (never, wasCancelled) = (Gate(), Gate())
        let callers = (0..<5).map { _ in
            Task {
                try await flights.value(for: "a") {
                    do { try await never.pass() } catch { wasCancelled.open() }
                    return 1
                }
            }
        }
        try await eventually { flights.waiterCount(for: "a") == 5 }
        for caller in callers { caller.cancel() }
        try await wasCancelled.pass()
        #expect(flights.count == 0)
        #expect(try await flights.value(for: "a") { 2 } == 2)
    }

    @Test func `a caller that is cancelled already starts nothing`() async throws {
        let flights = SingleFlight<String, Int>()
        let runs = Counter()
        let task = Task {
            try? await Task.sleep(for: .seconds(60))
            return try await flights.value(for: "a") {
                runs.increment()
                return 1
            }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(runs.value == 0)
    }

    @Test func `a failure is shared and then forgotten`() async throws {
        let flights = SingleFlight<String, Int>()
        let gate = Gate()
        let failures = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    do {
                        _ = try await flights.value(for: "a") {
                            try await gate.pass()
                            throw Failure()
                        }
                        return false
                    } catch { return error is Failure }
                }
            }
            try? await eventually { flights.waiterCount(for: "a") == 10 }
            gate.open()
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(failures == 10)
        #expect(try await flights.value(for: "a") { 3 } == 3)
    }

    @Test func `abandoned work is cancelled, its waiters are told why, and other work goes on`() async throws {
        let flights = SingleFlight<String, Int>()
        let gate = Gate()
        let cancelled = Counter()
        let work: @Sendable () async throws -> Int = {
            do { try await gate.pass() } catch {
                cancelled.increment()
                throw error
            }
            return 1
        }
        let waiters = (0..<3).map { _ in Task { try await flights.value(for: "a", work: work) } }
        async let other = flights.value(for: "b", work: work)
        try await eventually { flights.waiterCount(for: "a") == 3 && flights.waiterCount(for: "b") == 1 }
        await gate.waitForArrivals(2)
        flights.abandon(throwing: Failure()) { $0 == "a" }
        for waiter in waiters { await #expect(throws: Failure.self) { try await waiter.value } }
        try await eventually { cancelled.value == 1 }
        gate.open()
        #expect(try await other == 1)
        #expect(flights.count == 0)
    }
}

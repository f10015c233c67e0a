import Testing

@testable import Service

@Suite(.timeLimit(.minutes(1))) struct AdmissionTests {
    private let metrics = ServiceMetrics()

    @Test func `who finds both places and queue full is refused at once`() async throws {
        let admission = Admission("encode", running: 2, queued: 3, metrics: metrics)
        let gate = Gate()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<5 { group.addTask { try await admission.run { try await gate.pass() } } }
            await gate.waitForArrivals(2)
            try await eventually { admission.queuedCount == 3 }
            let error = await #expect(throws: ServiceError.self) { try await admission.run {} }
            #expect(error?.code == .tooBusy)
            #expect(error?.retryAfter != nil)
            #expect(gate.arrivals == 2)
            gate.open()
            try await group.waitForAll()
        }
        #expect(gate.arrivals == 5)
        #expect(metrics.encodesRefused.value(["encode"]) == 1)
        #expect(metrics.encodesRunning.value(["encode"]) == 0)
    }

    @Test func `who leaves the queue makes room`() async throws {
        let admission = Admission("encode", running: 1, queued: 1, metrics: metrics)
        let gate = Gate()
        let first = Task { try await admission.run { try await gate.pass() } }
        await gate.waitForArrivals(1)
        let second = Task { try await admission.run {} }
        try await eventually { admission.queuedCount == 1 }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        let third = Task { try await admission.run { 3 } }
        try await eventually { admission.queuedCount == 1 }
        gate.open()
        try await first.value
        #expect(try await third.value == 3)
    }

    @Test func `optional work runs only when nothing else does`() async throws {
        let admission = Admission("encode", running: 1, queued: 1, metrics: metrics)
        let gate = Gate()
        #expect(try await admission.runIfIdle { 1 } == 1)
        let busy = Task { try await admission.run { try await gate.pass() } }
        await gate.waitForArrivals(1)
        #expect(try await admission.runIfIdle { 1 } == nil)
        gate.open()
        try await busy.value
        #expect(try await admission.runIfIdle { 2 } == 2)
    }

    @Test func `a place is given back when the work fails`() async throws {
        let admission = Admission("encode", running: 1, queued: 0, metrics: metrics)
        for _ in 0..<3 {
            await #expect(throws: Unexpected.self) { try await admission.run { throw Unexpected() } }
        }
        #expect(try await admission.run { 1 } == 1)
    }
}

import Testing

@testable import Service

@Suite struct UsageLedgerTests {
    private let folder: TemporaryFolder
    private let store: SQLiteStore

    init() async throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.path + "/test.sqlite")
        try await Migrations.apply(to: store)
    }

    private func ledger(_ change: (inout QuotaLimits) -> Void = { _ in }) -> UsageLedger {
        var limits = QuotaLimits()
        change(&limits)
        return UsageLedger(store: store, limits: limits)
    }

    private func run(_ statements: [SQLStatement]) async throws { _ = try await store.run(statements, .write) }

    private func expectRefusal(_ code: ServiceError.Code, _ statements: [SQLStatement]) async throws {
        let before = try await ledger().usage(of: "u")
        let error = await #expect(throws: ServiceError.self) { try await run(statements) }
        #expect(error?.code == code)
        #expect(try await ledger().usage(of: "u") == before)
    }

    @Test func `files are counted as they come and go, each user apart`() async throws {
        let ledger = ledger()
        try await run(ledger.storing(10, owner: "u") + ledger.storing(5, owner: "u") + ledger.storing(7, owner: "v"))
        try await run(ledger.removing(10, owner: "u"))
        #expect(try await ledger.usage(of: "u") == Usage(bytes: 5, files: 1))
        #expect(try await ledger.usage(of: "v") == Usage(bytes: 7, files: 1))
        #expect(try await ledger.usage(of: "w") == Usage())
    }

    @Test func `a file fits to the last byte and not beyond`() async throws {
        let ledger = ledger { $0.bytes = 10 }
        try await ledger.room(of: "u").check(10)
        try await run(ledger.storing(4, owner: "u"))
        try await expectRefusal(.quotaExceeded, ledger.storing(7, owner: "u"))
        await #expect(throws: ServiceError.self) { try await ledger.room(of: "u").check(7) }
        try await run(ledger.storing(6, owner: "u"))
        try await expectRefusal(.quotaExceeded, ledger.storing(1, owner: "u"))
        try await run(ledger.removing(4, owner: "u"))
        try await run(ledger.storing(4, owner: "u"))
    }

    @Test func `uploads under way hold their bytes and their place`() async throws {
        let ledger = ledger {
            $0.bytes = 100
            $0.files = 3
            $0.uploads = 2
        }
        try await run(ledger.opening(60, owner: "u"))
        try await expectRefusal(.quotaExceeded, ledger.opening(41, owner: "u"))
        try await expectRefusal(.quotaExceeded, ledger.storing(41, owner: "u"))
        try await run(ledger.opening(40, owner: "u"))
        try await expectRefusal(.tooBusy, ledger.opening(0, owner: "u"))
        try await run(ledger.completing(60, owner: "u"))
        #expect(
            try await ledger.usage(of: "u") == Usage(bytes: 60, files: 1, uploads: 1, reservedBytes: 40))
        try await run(ledger.closing(40, owner: "u"))
        #expect(try await ledger.usage(of: "u") == Usage(bytes: 60, files: 1))
        try await run(ledger.storing(1, owner: "u") + ledger.storing(1, owner: "u"))
        try await expectRefusal(.quotaExceeded, ledger.storing(1, owner: "u"))
    }

    @Test func `a quota lowered during an upload holds at its completion`() async throws {
        try await run(ledger().opening(60, owner: "u"))
        try await expectRefusal(.quotaExceeded, ledger { $0.bytes = 59 }.completing(60, owner: "u"))
        try await expectRefusal(.quotaExceeded, ledger { $0.files = 0 }.completing(60, owner: "u"))
        try await run(ledger { $0.bytes = 60 }.completing(60, owner: "u"))
    }

    @Test func `racing for the last room, as many get in as fit`() async throws {
        let ledger = ledger { $0.files = 10 }
        let stored = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<32 {
                group.addTask { (try? await self.run(ledger.storing(1, owner: "u"))) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(stored == 10)
        #expect(try await ledger.usage(of: "u") == Usage(bytes: 10, files: 10))
    }
}

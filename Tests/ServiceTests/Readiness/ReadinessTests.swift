import Foundation
import Testing

@testable import Service

@Suite struct ReadinessTests {
    private let folder: TemporaryFolder
    private let directory: DataDirectory
    private let store: UnreliableStore

    init() async throws {
        folder = try TemporaryFolder()
        directory = try DataDirectory(path: folder.path + "/data")
        let database = try SQLiteStore(path: directory.database)
        try await Migrations.apply(to: database)
        store = UnreliableStore(database)
    }

    /// A fresh look each time: answers are kept for a second.
    private func checks(minFreeBytes: Int64 = 0) async -> [String: Readiness.Check] {
        await Readiness(store: store, directory: directory, minFreeBytes: minFreeBytes).checks()
    }

    @Test func `all is well`() async {
        let checks = await checks()
        #expect(checks.count == 2)
        #expect(checks.values.allSatisfy { $0.isFine })
        #expect(checks["disk"]?.freeBytes ?? 0 > 0)
    }

    @Test(arguments: [MetadataError.Code.unavailable, .full, .busy])
    func `a database that takes no write is seen, and its return too`(code: MetadataError.Code) async {
        store.fail(code, writesOnly: true)
        let check = await checks()["database"]
        #expect(check?.isFine == false)
        #expect(check?.detail?.contains(code.rawValue) == true)
        store.fail(nil)
        #expect(await checks()["database"]?.isFine == true)
    }

    @Test func `a disk with too little room, or none, is seen`() async throws {
        let full = await checks(minFreeBytes: .max)["disk"]
        #expect(full?.isFine == false && full?.freeBytes != nil)
        try FileManager.default.moveItem(atPath: directory.path, toPath: folder.path + "/away")
        let gone = await checks()
        #expect(gone.values.allSatisfy { !$0.isFine })
        #expect(gone.values.allSatisfy { $0.detail?.contains(folder.path) == false })
        try FileManager.default.moveItem(atPath: folder.path + "/away", toPath: directory.path)
        #expect(await checks().values.allSatisfy { $0.isFine })
    }

    @Test func `many who ask at once cause one look`() async {
        let readiness = Readiness(store: store, directory: directory, minFreeBytes: 0)
        #expect(await readiness.checks().values.allSatisfy { $0.isFine })
        store.fail(.unavailable)
        // Within a second, the answer is the one that was there.
        #expect(await readiness.checks().values.allSatisfy { $0.isFine })
    }
}

import Synchronization

@testable import Service

/// A store that can be made to fail, and to work again.
final class UnreliableStore: MetadataStore {
    private let store: any MetadataStore
    private let failure = Mutex<MetadataError.Code?>(nil)
    private let refusesReads = Mutex(true)

    init(_ store: any MetadataStore) { self.store = store }

    /// Fails from now on, reads too unless `writesOnly`; nil works again.
    func fail(_ code: MetadataError.Code?, writesOnly: Bool = false) {
        failure.withLock { $0 = code }
        refusesReads.withLock { $0 = !writesOnly }
    }

    func run(_ statements: [SQLStatement], _ transaction: SQLTransaction) async throws -> [SQLResult] {
        if let code = failure.withLock({ $0 }), transaction == .write || refusesReads.withLock({ $0 }) {
            throw MetadataError(code, "made to fail")
        }
        return try await store.run(statements, transaction)
    }
}

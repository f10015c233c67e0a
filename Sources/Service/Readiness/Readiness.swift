internal import Foundation

/// Whether the service can do its work right now: the database takes a write, the disk takes a file and has room.
///
/// Anybody may ask, so an answer serves everybody for a second.
actor Readiness {
    /// One thing that was looked at.
    struct Check: Encodable, Sendable, Equatable {
        let status: String
        /// What is wrong, in words for an operator.
        var detail: String?
        var freeBytes: Int64?

        var isFine: Bool { status == "ok" }
    }

    private static let freshness = Duration.seconds(1)

    private let store: any MetadataStore
    private let directory: DataDirectory
    private let minFreeBytes: Int64
    private var latest: (checks: [String: Check], at: ContinuousClock.Instant)?
    private var flight: Task<[String: Check], Never>?

    /// The disk has room while `minFreeBytes` are free.
    init(store: any MetadataStore, directory: DataDirectory, minFreeBytes: Int64) {
        self.store = store
        self.directory = directory
        self.minFreeBytes = minFreeBytes
    }

    /// Every check by its name, at most a second old.
    func checks() async -> [String: Check] {
        if let latest, ContinuousClock.now - latest.at < Self.freshness { return latest.checks }
        if let flight { return await flight.value }
        let flight = Task { await ["database": database(), "disk": disk()] }
        self.flight = flight
        let checks = await flight.value
        latest = (checks, .now)
        self.flight = nil
        return checks
    }

    private nonisolated func database() async -> Check {
        do {
            try await store.write(
                SQLStatement(
                    """
                    INSERT INTO readiness (id, checked_at) VALUES (1, $1)
                    ON CONFLICT (id) DO UPDATE SET checked_at = excluded.checked_at
                    """, [.timestamp(.now)], expectedRows: 1))
            return Check(status: "ok")
        } catch {
            let code = (error as? MetadataError)?.code ?? .unavailable
            return Check(status: "failed", detail: "The database takes no write: \(code.rawValue).")
        }
    }

    private nonisolated func disk() async -> Check {
        let (directory, minimum) = (directory, minFreeBytes)
        let free = try? await LocalBlobStore.offload { directory.freeBytes() }
        guard let free = free ?? nil else { return Check(status: "failed", detail: "The data directory is gone.") }
        guard free >= minimum else {
            return Check(status: "failed", detail: "Less than \(minimum) bytes are free.", freeBytes: free)
        }
        guard (try? await LocalBlobStore.offload { directory.isWritable() }) == true else {
            return Check(status: "failed", detail: "The data directory takes no file.", freeBytes: free)
        }
        return Check(status: "ok", freeBytes: free)
    }
}

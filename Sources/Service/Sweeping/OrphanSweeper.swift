internal import Logging
internal import ServiceLifecycle

/// Brings bytes and rows together again after crashes and failures, once in a while.
///
/// Bytes that nobody claims go, once they have lain still for the grace period: an upload writes its bytes first and its
/// row last. Rows without bytes are reported and never deleted: the bytes may come back with the disk they lie on.
struct OrphanSweeper: Service {
    let blobs: any BlobStore
    let cache: DerivedCache
    /// Whose bytes must be there.
    let files: any ListedClaims
    /// Everybody who may claim a content.
    let claims: [any ContentClaims]
    /// Seconds; 0 never sweeps.
    let interval: Int
    /// Seconds.
    let grace: Int
    let metrics: ServiceMetrics
    let logger: Logger

    /// Contents looked at together: what bounds the memory that a sweep takes.
    private static let pageSize = 200

    /// What one sweep has found.
    struct Findings: Equatable, Sendable {
        /// Contents without a row, removed.
        var removed = 0
        /// Contents without a row that are too young to be judged.
        var young = 0
        /// Contents of files without bytes.
        var missing = 0
    }

    func run() async throws {
        guard interval > 0 else { return try await gracefulShutdown() }
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { _ = try await sweep() } catch {
                    if !Task.isCancelled { logger.error("cannot sweep", metadata: ["error": "\(error)"]) }
                }
                try? await Task.sleep(for: .seconds(interval))
            }
        }
    }

    /// Looks at everything once.
    func sweep(now: Timestamp = .now) async throws -> Findings {
        var findings = Findings()
        try await sweepBlobs(now, &findings)
        try await sweepCache()
        try await findMissing(&findings)
        metrics.filesWithoutBytes.set(Double(findings.missing))
        return findings
    }

    private func sweepBlobs(_ now: Timestamp, _ findings: inout Findings) async throws {
        let newest = now.advanced(bySeconds: -grace)
        try await eachPage({ try await blobs.contents(after: $0, limit: Self.pageSize) }) { page in
            for content in try await unclaimed(page) {
                guard let change = try await blobs.lastChange(of: content) else { continue }
                guard change < newest else {
                    findings.young += 1
                    continue
                }
                // It may have been claimed since the page was judged.
                guard try await unclaimed([content]) == [content] else { continue }
                try await blobs.deleteAll(content)
                findings.removed += 1
                metrics.orphansRemoved.add(1)
                logger.notice("removed bytes that no file has", metadata: ["content": "\(content)"])
            }
        }
    }

    /// What is cached was made from a file's bytes, so without a file it is of no use to anybody.
    private func sweepCache() async throws {
        let contents = await cache.contents.sorted()
        for start in stride(from: 0, to: contents.count, by: Self.pageSize) {
            for content in try await unclaimed(Array(contents[start...].prefix(Self.pageSize))) {
                await cache.removeAll(of: content)
            }
        }
    }

    private func findMissing(_ findings: inout Findings) async throws {
        try await eachPage({ try await files.contents(after: $0, limit: Self.pageSize) }) { page in
            for content in page where try await blobs.stat(.original(content)) == nil {
                // It may have been deleted since the page was read.
                guard try await files.claimed(among: [content]) == [content] else { continue }
                findings.missing += 1
                logger.error("the bytes of a file are missing", metadata: ["content": "\(content)"])
            }
        }
    }

    private func unclaimed(_ contents: [String]) async throws -> [String] {
        var rest = Set(contents)
        for claim in claims where !rest.isEmpty { rest.subtract(try await claim.claimed(among: rest.sorted())) }
        return rest.sorted()
    }

    /// Hands `body` page after page of names until there are no more.
    private func eachPage(
        _ next: (_ after: String) async throws -> [String], _ body: ([String]) async throws -> Void
    ) async throws {
        var last = ""
        while true {
            try Task.checkCancellation()
            let page = try await next(last)
            guard let name = page.last else { return }
            try await body(page)
            last = name
        }
    }
}

internal import Synchronization

/// Who is writing to which upload, in this process, which alone works on its data directory.
///
/// Of all who send the same extent, one writes to its place and the others aside. Whoever ends an upload closes it
/// first: that stops all writers before their next step, waits for the steps that are being done, and lets nobody else
/// in until it is opened again. Nothing here has to outlive a crash.
final class UploadClaims: Sendable {
    private struct Desk {
        var direct: Set<Int64> = []
        var claims: [ObjectIdentifier: ExtentClaim] = [:]
        var isClosed = false
        var waiting: [CheckedContinuation<Bool, Never>] = []
    }

    private let desks = Mutex<[String: Desk]>([:])

    /// Whether anybody writes to `upload` or is about to end it.
    func isBusy(_ upload: String) -> Bool { desks.withLock { $0[upload] != nil } }

    /// Claims the extent at `offset` for one writer. Throws `conflict` while somebody ends the upload.
    func claim(_ offset: Int64, of upload: String) throws -> ExtentClaim {
        try desks.withLock { desks in
            var desk = desks[upload] ?? Desk()
            guard !desk.isClosed else { throw ServiceError.uploadIsOver() }
            let claim = ExtentClaim(upload: upload, offset: offset, isFirst: desk.direct.insert(offset).inserted)
            desk.claims[ObjectIdentifier(claim)] = claim
            desks[upload] = desk
            return claim
        }
    }

    /// Does one step of a writer: a write, or the record of all that was written. Throws `conflict` once the upload is
    /// being ended.
    func perform<Value>(_ claim: ExtentClaim, _ step: () async throws -> Value) async throws -> Value {
        try claim.enter()
        defer { if claim.leave() { change(claim.upload) { _ in } } }
        return try await step()
    }

    /// Gives a claim back; every claim is, once.
    func release(_ claim: ExtentClaim) {
        change(claim.upload) { desk in
            desk.claims[ObjectIdentifier(claim)] = nil
            if claim.isFirst { desk.direct.remove(claim.offset) }
        }
    }

    /// Runs `work` while nobody else writes to `upload` or ends it.
    func withClosed<Value>(_ upload: String, _ work: () async throws -> Value) async rethrows -> Value {
        await close(upload)
        defer { change(upload) { $0.isClosed = false } }
        return try await work()
    }

    private func close(_ upload: String) async {
        await wait(upload) { desk in
            guard !desk.isClosed else { return false }
            desk.isClosed = true
            for claim in desk.claims.values { claim.revoke() }
            return true
        }
        // Who has been stopped between two steps may notice late, but writes nothing more.
        await wait(upload) { desk in !desk.claims.values.contains(where: \.isActive) }
    }

    /// Waits until `condition` holds; it is tried again whenever something changes.
    private func wait(_ upload: String, until condition: @Sendable (inout Desk) -> Bool) async {
        while true {
            let isOver = await withCheckedContinuation { (continuation: CheckedContinuation<Bool, Never>) in
                let isOver = desks.withLock { desks in
                    if condition(&desks[upload, default: Desk()]) { return true }
                    desks[upload]?.waiting.append(continuation)
                    return false
                }
                if isOver { continuation.resume(returning: true) }
            }
            if isOver { return }
        }
    }

    private func change(_ upload: String, _ body: (inout Desk) -> Void) {
        let waiting = desks.withLock { desks in
            guard var desk = desks[upload] else { return [CheckedContinuation<Bool, Never>]() }
            body(&desk)
            let waiting = desk.waiting
            desk.waiting = []
            desks[upload] = desk.claims.isEmpty && !desk.isClosed ? nil : desk
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: false) }
    }
}

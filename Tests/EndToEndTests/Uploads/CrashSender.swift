import Foundation
import Testing

/// A client that sends one file after the other with several chunks on their way, remembers what was acknowledged, and
/// after each crash of the service compares that with what the service says.
actor CrashSender {
    /// What happened so far.
    struct Summary: Sendable {
        var files = 0
        var acknowledged = 0
        var resumed = 0
        var sentInVain = 0
        var sentAgain = 0
    }

    private static let senders = 4

    private struct Transfer {
        var file = VersionedFile()
        var upload: String
        var chunks = [Chunk](repeating: Chunk(), count: VersionedFile.chunkCount)
        var isEnding = false
    }

    /// What is known of one chunk.
    private struct Chunk {
        /// Some version was acknowledged, or has been seen to be there.
        var isStored = false
        /// The next version to send.
        var next = 0
        /// Versions that may be there since before anything now under way was begun.
        var settled: Set<Int> = []
        /// Versions whose requests overlapped: any of them may have come last.
        var racing: Set<Int> = []
        var underWay = 0
        /// Whether it was sent since the last restart.
        var isRecent = false
    }

    private(set) var summary = Summary()
    private(set) var published: [FinishedUpload] = []
    private var transfer: Transfer?

    /// Sends files until `service` has ended. What goes wrong before that is thrown.
    func work(on service: ServiceProcess) async throws {
        do {
            while true { try await finish(on: service) }
        } catch  where error is SocketError || error is HTTPBroken {
            _ = try await eventually("the service has been killed", within: 10) { service.isRunning ? nil : true }
        }
    }

    /// Sends the rest of the current file, completes it and checks what was stored.
    func finish(on service: ServiceProcess) async throws {
        if let transfer {
            if !transfer.isEnding { try await resume(transfer.upload, on: service) }
        } else {
            let upload = try await service.beginUpload(
                size: VersionedFile.size, chunkSize: VersionedFile.chunkSize, filename: "file.txt",
                contentType: "text/plain")
            transfer = Transfer(upload: upload)
        }
        if transfer?.isEnding == false { try await sendMissing(to: service) }
        transfer?.isEnding = true
        try await complete(on: service)
        transfer = nil
    }

    /// No acknowledged chunk is missing, and at most one for each sender was under way in vain.
    private func resume(_ upload: String, on service: ServiceProcess) async throws {
        let missing = Set(try await service.uploadStatus(upload).missing)
        summary.resumed += 1
        guard var transfer else { return }
        let recent = Set(transfer.chunks.indices.filter { transfer.chunks[$0].isRecent })
        for (number, chunk) in transfer.chunks.enumerated() {
            #expect(!(missing.contains(number) && chunk.isStored), "chunk \(number) was lost")
            // A chunk can be durable although its answer was lost in the crash.
            if !missing.contains(number) {
                #expect(chunk.next > 0, "chunk \(number) was never sent")
                transfer.chunks[number].isStored = true
            }
            transfer.chunks[number].underWay = 0
            transfer.chunks[number].isRecent = false
        }
        let inVain = recent.intersection(missing).count
        #expect(inVain <= Self.senders)
        summary.sentInVain += inVain
        self.transfer = transfer
    }

    /// Sends what is missing in random order, and some of what is there again with other bytes.
    private func sendMissing(to service: ServiceProcess) async throws {
        let numbers = (transfer?.chunks ?? []).indices.filter { number in
            transfer?.chunks[number].isStored == false || Int.random(in: 0..<6) == 0
        }
        var queue = (numbers + numbers.filter { _ in Int.random(in: 0..<6) == 0 }).shuffled()[...]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<Self.senders {
                if let number = take(from: &queue) { group.addTask { try await self.send(number, to: service) } }
            }
            while try await group.next() != nil {
                if let number = take(from: &queue) { group.addTask { try await self.send(number, to: service) } }
            }
        }
    }

    /// The next chunk. One that stands in the queue twice may come to two senders at once.
    private func take(from queue: inout ArraySlice<Int>) -> Int? { queue.popFirst() }

    private func send(_ number: Int, to service: ServiceProcess) async throws {
        guard let transfer else { return }
        let version = begin(number)
        let bytes = transfer.file.bytes(of: number, version: version)
        let request = service.chunkRequest(
            transfer.upload, bytes, at: VersionedFile.offset(of: number), of: VersionedFile.size)
        _ = try await request.send(to: service.port).expecting(200)
        acknowledge(number)
    }

    private func begin(_ number: Int) -> Int {
        guard var chunk = transfer?.chunks[number] else { return 0 }
        if chunk.underWay == 0 { (chunk.settled, chunk.racing) = (chunk.settled.union(chunk.racing), []) }
        let version = chunk.next
        chunk.racing.insert(version)
        chunk.underWay += 1
        chunk.isRecent = true
        chunk.next += 1
        transfer?.chunks[number] = chunk
        if version > 0 { summary.sentAgain += 1 }
        return version
    }

    private func acknowledge(_ number: Int) {
        transfer?.chunks[number].isStored = true
        transfer?.chunks[number].settled = []
        transfer?.chunks[number].underWay -= 1
        summary.acknowledged += 1
    }

    /// Every chunk is whole and of a version that may be there, and the digest is that of the bytes.
    private func complete(on service: ServiceProcess) async throws {
        guard let transfer else { return }
        let answer = try await service.completeUpload(transfer.upload)
        guard [200, 201].contains(answer.status) else {
            throw UnexpectedAnswer(answer: answer, reason: "wanted a completed upload")
        }
        let finished = try answer.json(FinishedUpload.self)
        let whole = try await service.download(finished.fileId)
        #expect(whole.count == VersionedFile.size)
        #expect(whole.sha256 == finished.sha256)
        for (number, chunk) in transfer.chunks.enumerated() {
            let found = VersionedFile.chunk(number, of: whole)
            let isRight = chunk.settled.union(chunk.racing).contains { version in
                found == transfer.file.bytes(of: number, version: version)
            }
            #expect(isRight, "chunk \(number) holds none of the versions \(chunk)")
        }
        published.append(finished)
        summary.files += 1
    }
}

import Foundation
import NIOCore
import Testing

@testable import Service

/// Downloads over a real connection, where the system sends the file itself.
@Suite(.timeLimit(.minutes(2))) struct FileTransferTests {
    /// Several pieces long, no piece like another, and no whole number of them.
    private static let content: [UInt8] = (0..<3_300_001).map {
        UInt8(truncatingIfNeeded: 32 + ($0 &* 2_654_435_761) >> 13 & 63)
    }

    @Test func `the bytes are the file's, whole and in ranges`() async throws {
        try await LiveService.run { service async throws in
            let id = try await service.stored(Self.content)
            for (range, expected) in [
                (nil, 0..<3_300_001), ("0-0", 0..<1), ("1048575-1048577", 1_048_575..<1_048_578),
                ("-5", 3_299_996..<3_300_001), ("1000000-", 1_000_000..<3_300_001),
            ] as [(String?, Range<Int>)] {
                let headers = (range.map { ["Range: bytes=\($0)"] } ?? []) + ["Connection: close"]
                let answer = try await service.exchange(id, [("GET", headers)])[0]
                #expect(answer.status == (range == nil ? 200 : 206))
                #expect(answer.headers["content-length"] == String(expected.count))
                #expect(answer.headers["transfer-encoding"] == nil)
                #expect(answer.body == Array(Self.content[expected]))
            }
        }
    }

    @Test func `requests that come all at once over one connection are answered in their order`() async throws {
        try await LiveService.run { service async throws in
            let id = try await service.stored(Self.content)
            let requests: [(String, [String])] = [
                ("GET", []), ("HEAD", []), ("GET", ["Range: bytes=7-9"]), ("GET", ["Range: bytes=9999999-"]),
                ("GET", ["If-None-Match: *"]), ("GET", ["Range: bytes=-1"]), ("GET", ["Connection: close"]),
            ]
            let answers = try await service.exchange(id, requests)
            #expect(answers.map(\.status) == [200, 200, 206, 416, 304, 206, 200])
            #expect(answers[0].body == Self.content)
            #expect(answers[1].headers["content-length"] == String(Self.content.count))
            #expect(answers[2].body == Array(Self.content[7...9]))
            #expect(answers[5].body == [Self.content[3_300_000]])
            #expect(answers[6].body == Self.content)
        }
    }

    @Test func `a client that does not read holds nothing up, and one that leaves lets go of the file`() async throws {
        try await LiveService.run { service async throws in
            let id = try await service.stored(Array(repeating: 65, count: 40_000_000))
            let head = try await service.head("GET /api/v1/storage/download/\(id)")
            try await service.connect { connection in
                try await connection.send(head)
                var iterator = connection.inbound.makeAsyncIterator()
                _ = try await iterator.next()
                try await eventually { service.openBlobs() > 0 }
                // The other has taken only what fits its buffers; everybody else is served meanwhile.
                let answer = try await service.exchange(id, [("GET", ["Range: bytes=0-9", "Connection: close"])])[0]
                #expect(answer.body == Array(repeating: 65, count: 10))
            }
            try await eventually { service.openBlobs() == 0 }
        }
    }

    @Test func `a client that takes nothing is left after the idle time`() async throws {
        try await LiveService.run(configure: { $0.idleTimeout = 1 }) { service async throws in
            let id = try await service.stored(Array(repeating: 65, count: 40_000_000))
            let head = try await service.head("GET /api/v1/storage/download/\(id)")
            do {
                try await service.connect { connection in
                    try await connection.send(head)
                    try await eventually { service.openBlobs() > 0 }
                    // The connection is still open here.
                    try await eventually { service.openBlobs() == 0 }
                }
            } catch let error as IOError where error.errnoCode == ECONNRESET {
                // How the other side left.
            } catch ChannelError.ioOnClosedChannel {
                // It has left already.
            }
            try await eventually { service.openBlobs() == 0 }
        }
    }

    @Test func `a download goes on although the file is deleted, and the next one is refused`() async throws {
        try await LiveService.run { service async throws in
            let content: [UInt8] = Array(repeating: 66, count: 40_000_000)
            let id = try await service.stored(content)
            let head = try await service.head("GET /api/v1/storage/download/\(id)", headers: ["Connection: close"])
            let bytes = try await service.connect { connection in
                try await connection.send(head)
                var bytes: [UInt8] = []
                for try await piece in connection.inbound {
                    if bytes.isEmpty {
                        let deletion = try await service.head(
                            "DELETE /api/v1/storage/files/\(id)", headers: ["Connection: close"])
                        let deleted = try await service.connect { other in
                            try await other.send(deletion)
                            return try await other.read { _ in false }
                        }
                        #expect(deleted.hasPrefix("HTTP/1.1 204"))
                    }
                    bytes += piece.readableBytesView
                }
                return bytes
            }
            #expect(try RawAnswer.all(in: bytes, to: ["GET"])[0].body == content)
            #expect(try await service.exchange(id, [("GET", ["Connection: close"])])[0].status == 404)
        }
    }
}

extension LiveService {
    /// Stores `bytes` as a file and answers its id.
    func stored(_ bytes: [UInt8]) async throws -> String {
        let form = Form(ByteBuffer(bytes: bytes), filename: "a.txt")
        let head = try await head(
            "POST /api/v1/storage/upload",
            headers: [
                "Content-Type: multipart/form-data; boundary=test-boundary",
                "Content-Length: \(form.body.readableBytes)", "Connection: close",
            ])
        let answer = try await connect { connection in
            try await connection.send(head)
            try await connection.outbound.write(form.body)
            return try await connection.read { _ in false }
        }
        return String(try #require(answer.firstMatch(of: /"fileId":"([0-9a-f]{32})"/)).1)
    }

    /// Sends downloads of `id` all at once over one connection, and answers what came until the other side closed it.
    func exchange(_ id: String, _ requests: [(method: String, headers: [String])]) async throws -> [RawAnswer] {
        var heads = ""
        for request in requests {
            heads += try await head("\(request.method) /api/v1/storage/download/\(id)", headers: request.headers)
        }
        let bytes = try await connect { [heads] connection in
            try await connection.send(heads)
            var bytes: [UInt8] = []
            for try await piece in connection.inbound { bytes += piece.readableBytesView }
            return bytes
        }
        return try RawAnswer.all(in: bytes, to: requests.map(\.method))
    }

    /// How many descriptors of stored blobs this process holds.
    func openBlobs() -> Int {
        // The system names files without the double slashes that a folder's path may have.
        let mark = "/\(URL(filePath: folder.path).lastPathComponent)/data/blobs/"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.count { name in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")
            return target?.contains(mark) == true
        }
    }
}

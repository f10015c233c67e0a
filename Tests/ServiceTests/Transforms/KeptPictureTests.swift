import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Pipeline
import Synchronization
import Testing

@testable import Service

/// Pictures that are kept decoded while further sizes of them are asked for.
@Suite(.timeLimit(.minutes(2))) struct KeptPictureTests {
    private struct File: Decodable { let id: String }

    /// A page of a document as a JPEG file.
    private func photo(_ service: TestService) async throws -> String {
        let document = try await service.uploaded("numbered.pdf")
        let answer = try await service.ask(
            .post, "transform/convert",
            body: ByteBuffer(string: #"{"fileId": "\#(document)", "format": "jpeg", "page": 2, "dpi": 60}"#))
        #expect(answer.status == .created, "\(answer.text)")
        return try answer.json(File.self).id
    }

    private func resized(_ service: TestService, _ id: String, _ width: Int) async throws -> ByteBuffer {
        let answer = try await service.ask(
            .post, "transform/resize",
            body: ByteBuffer(string: #"{"fileId": "\#(id)", "width": \#(width), "store": false}"#))
        #expect(answer.status == .ok, "\(answer.text)")
        return answer.body
    }

    private func metric(_ service: TestService, _ name: String) async throws -> Int {
        let text = try await service.ask(.get, "/metrics").text
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("storage_picture_cache_\(name) ") })
        return try #require(line.split(separator: " ").last.flatMap { Int($0) })
    }

    @Test func `further sizes are made of the same decoded picture, and are the same bytes`() async throws {
        let kept = Mutex<[ByteBuffer]>([])
        let decoded = Mutex<[ByteBuffer]>([])
        let widths = [200, 190, 180]
        try await TestService.run(configure: { $0.pictureCacheSeconds = 600 }) { service async throws in
            let id = try await photo(service)
            let (hits, misses) = (try await metric(service, "hits_total"), try await metric(service, "misses_total"))
            for width in widths {
                let picture = try await resized(service, id, width)
                kept.withLock { $0.append(picture) }
            }
            #expect(try await metric(service, "hits_total") == hits + 2)
            #expect(try await metric(service, "misses_total") == misses + 1)
        }
        try await TestService.run(configure: { $0.pictureCacheBytes = 0 }) { service async throws in
            let id = try await photo(service)
            for width in widths {
                let picture = try await resized(service, id, width)
                decoded.withLock { $0.append(picture) }
            }
            for name in ["hits_total", "misses_total", "bytes"] { #expect(try await metric(service, name) == 0) }
        }
        #expect(kept.withLock { $0 } == decoded.withLock { $0 })
    }

    @Test func `what is kept goes with the last file that has the content`() async throws {
        try await TestService.run(configure: { $0.pictureCacheSeconds = 600 }) { service async throws in
            let id = try await photo(service)
            _ = try await resized(service, id, 200)
            let copy = try await service.ask(.post, "files/\(id)/copy").json(File.self).id
            let (bytes, hits) = (try await metric(service, "bytes"), try await metric(service, "hits_total"))
            #expect(bytes > 0)
            _ = try await resized(service, copy, 190)
            #expect(try await metric(service, "hits_total") == hits + 1)
            #expect(try await service.ask(.delete, "files/\(id)").status == .noContent)
            #expect(try await metric(service, "bytes") == bytes)
            #expect(try await service.ask(.delete, "files/\(copy)").status == .noContent)
            #expect(try await metric(service, "bytes") == 0)
        }
    }

    @Test func `memory comes back when nobody asks for anything`() async throws {
        let (counts, tell) = AsyncStream.makeStream(of: Int.self)
        let cache = DecodedPictureCache(limit: 1 << 20, lifetime: .zero) { event in
            if case .bytes(let bytes) = event { tell.yield(bytes) }
        }
        let folder = try TemporaryFolder()
        let path = folder.path + "/photo.jpg"
        let engine = Engine(executor: NativeExecutor(threads: 1), library: OneFile(path: path), pictures: cache)
        let grey = try Raster(width: 64, height: 64, layout: .grey) { $0.initialize(repeating: 128) }
        let file = try await EncodeImage(grey, output: ImageOutput(.jpeg)).run(in: engine)
        try Data(file.bytes).write(to: URL(filePath: path))
        _ = try await TransformImage(
            input: MediaReference("one"), resize: ImageResize(width: 32), output: ImageOutput(.jpeg)
        ).run(in: engine)
        await withTaskGroup { group in
            group.addTask { try? await PictureExpiry(cache, every: .milliseconds(1)).run() }
            var seen: [Int] = []
            for await bytes in counts {
                seen.append(bytes)
                if bytes == 0 { break }
            }
            #expect(seen.count >= 2 && seen.dropLast().allSatisfy { $0 > 64 * 64 / 4 })
            group.cancelAll()
        }
    }
}

/// A library with one file, whose bytes have a name.
private struct OneFile: MediaLibrary {
    let path: String

    func source(for reference: MediaReference) async throws -> any ByteSource {
        try FileByteSource(path: path, content: reference.id)
    }

    func presentation(of reference: MediaReference) async throws -> HLSPresentation {
        throw MediaError(.notFound, "OneFile", "no video here")
    }
}

import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Service

@Suite(.timeLimit(.minutes(5))) struct StreamingTests {
    private struct Status: Decodable {
        struct Rung: Decodable {
            let name: String
            let segments: Int
            let ready: Int
        }
        let duration: Double
        let rungs: [Rung]
        let state: String
        let playbackUrl: String
    }

    private struct Job: Decodable {
        let jobId: String
        let state: String
        let progress: Double
    }

    /// The URIs of a playlist, resolved against its own path.
    private func uris(_ playlist: String, at path: String) -> [String] {
        let folder = path.prefix(through: path.lastIndex(of: "/") ?? path.startIndex)
        return playlist.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { folder + String($0) }
    }

    @Test func `a video plays at once, from master to segment, by a token in the path`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.uploaded()
            let status = try await service.ask(.get, "stream/\(id)").json(Status.self)
            #expect(status.rungs.map(\.name) == ["360p", "480p", "720p"])
            #expect(status.state == "on-demand")
            let master = try await service.ask(.get, status.playbackUrl, as: nil)
            #expect(master.headers[.contentType] == "application/vnd.apple.mpegurl")
            #expect(master.headers[.accessControlAllowOrigin] == "*")
            let variants = uris(master.text, at: status.playbackUrl)
            #expect(variants.count == 3)
            for variant in variants {
                let playlist = try await service.ask(.get, variant, as: nil)
                #expect(playlist.headers[.cacheControl] == "public, max-age=31536000, immutable")
                #expect(playlist.text.hasSuffix("#EXT-X-ENDLIST\n"))
                let segments = uris(playlist.text, at: variant)
                #expect(segments.count == status.rungs[0].segments)
                let segment = try await service.ask(.get, segments[1], as: nil)
                #expect(segment.status == .ok)
                #expect(segment.headers[.contentType] == "video/mp2t")
                #expect(segment.headers[.cacheControl] == "public, max-age=31536000, immutable")
                #expect(segment.headers[.setCookie] == nil && segment.headers[.vary] == nil)
                #expect(segment.body.readableBytes % 188 == 0 && segment.body.getInteger(at: 0) == UInt8(0x47))
            }
            let after = try await service.ask(.get, "stream/\(id)").json(Status.self)
            // The highest rung is the source itself: nothing of it ever needs an encode.
            #expect(after.rungs.map(\.ready) == [1, 1, after.rungs[2].segments])
        }
    }

    @Test func `playlists are the same bytes for everybody and revalidate`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.uploaded("silent.mp4")
            let own = try await service.ask(.get, "stream/\(id)/manifest.m3u8")
            let token = try await service.ask(.get, "stream/\(id)").json(Status.self).playbackUrl
            let played = try await service.ask(.get, token, as: nil)
            let admin = try await service.ask(.get, "stream/\(id)/manifest.m3u8", as: "root", scope: "storage:admin")
            #expect(own.body == played.body && own.body == admin.body)
            for path in ["manifest.m3u8", "360p.m3u8", "segment/360p_000.ts", "thumbnail?width=64"] {
                let first = try await service.ask(.get, "stream/\(id)/\(path)")
                #expect(first.status == .ok, "\(path)")
                let tag = try #require(first.headers[.eTag])
                #expect(!tag.hasPrefix("W/"))
                let again = try await service.ask(.get, "stream/\(id)/\(path)", headers: [.ifNoneMatch: tag])
                #expect(again.status == .notModified)
                #expect(again.headers[.eTag] == tag)
                let head = try await service.ask(.head, "stream/\(id)/\(path)")
                #expect(head.status == .ok && head.body.readableBytes == 0)
                #expect(head.headers[.contentLength] == String(first.body.readableBytes))
            }
            let part = try await service.ask(
                .get, "stream/\(id)/segment/360p_000.ts", headers: [.range: "bytes=188-375"])
            #expect(part.status == .partialContent)
            #expect(part.body.readableBytes == 188)
        }
    }

    @Test func `what the file does not have is not found`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.uploaded("silent.mp4")
            for path in [
                "8k.m3u8", "segment/8k_000.ts", "segment/360p_999.ts", "segment/360p_0.ts", "segment/nonsense",
                "v-0/360p.m3u8", "v-0/segment/360p_000.ts", "segment/..%2F..%2Fetc_000.ts",
            ] {
                let answer = try await service.ask(.get, "stream/\(id)/\(path)")
                #expect(answer.status == .notFound, "\(path)")
                #expect(answer.problemCode == "not_found", "\(path)")
            }
            for query in ["time=x", "time=-1", "time=nan", "width=0", "width=99999", "format=bmp"] {
                #expect(try await service.ask(.get, "stream/\(id)/thumbnail?\(query)").problemCode == "invalid_request")
            }
            let audio = try await service.uploaded("audio-only.m4a")
            #expect(try await service.ask(.get, "stream/\(audio)/thumbnail").status == .notFound)
            #expect(try await service.ask(.get, "stream/\(audio)/audio.m3u8").status == .ok)
        }
    }

    @Test func `nobody reads another user's stream, and a token opens one file only`() async throws {
        try await TestService.run { service async throws in
            let (mine, other) = (
                try await service.uploaded("tiny.mp4"), try await service.uploaded("tiny.mp4", as: "eve")
            )
            for path in ["", "/manifest.m3u8", "/64x48.m3u8", "/segment/360p_000.ts", "/thumbnail"] {
                #expect(try await service.ask(.get, "stream/\(mine)\(path)", as: "eve").problemCode == "not_found")
                #expect(try await service.ask(.get, "stream/\(mine)\(path)", as: nil).status == .unauthorized)
            }
            #expect(try await service.ask(.post, "stream/\(mine)/prepare", as: "eve").status == .notFound)
            let url = try await service.ask(.get, "stream/\(mine)").json(Status.self).playbackUrl
            #expect(try await service.ask(.get, url, as: nil).status == .ok)
            let forged = try await service.ask(.get, url.replacing(mine, with: other), as: nil)
            #expect(forged.status == .forbidden)
            #expect(forged.problemCode == "forbidden")
            #expect(try await service.ask(.get, "stream/\(mine)/p/x.y/manifest.m3u8", as: nil).status == .forbidden)
            #expect(try await service.ask(.get, "stream/nonsense/p/x.y/manifest.m3u8", as: nil).status == .notFound)
        }
    }

    @Test func `two hundred clients asking for one cold segment cause one encode`() async throws {
        let gate = Gate()
        try await TestService.run(holding: gate) { service async throws in
            let id = try await service.uploaded("silent.mp4")
            let bodies = try await withThrowingTaskGroup(of: ByteBuffer.self) { group in
                for _ in 0..<200 {
                    group.addTask { try await service.ask(.get, "stream/\(id)/segment/360p_000.ts").body }
                }
                try await eventually { try await service.metric("storage_flights_joined_total") == 199 }
                gate.open()
                return try await group.reduce(into: Set<[UInt8]>()) { $0.insert(Array($1.readableBytesView)) }
            }
            #expect(bodies.count == 1)
            #expect(service.runner.segments.value == 1)
        }
    }

    @Test func `more work than may wait is refused with a time to come back`() async throws {
        let gate = Gate()
        try await TestService.run(configure: { ($0.maxRunningEncodes, $0.maxQueuedEncodes) = (1, 0) }, holding: gate) {
            service async throws in
            let id = try await service.uploaded()
            async let first = service.ask(.get, "stream/\(id)/segment/360p_000.ts")
            await gate.waitForArrivals(1)
            let refused = try await service.ask(.get, "stream/\(id)/segment/480p_000.ts")
            #expect(refused.status == .serviceUnavailable)
            #expect(refused.problemCode == "too_busy")
            #expect(refused.headers[.retryAfter] != nil)
            gate.open()
            #expect(try await first.status == .ok)
        }
    }

    @Test func `the next segments are made ahead`() async throws {
        try await TestService.run(configure: { $0.prefetchSegments = 2 }) { service async throws in
            let id = try await service.uploaded()
            let count = try await service.ask(.get, "stream/\(id)").json(Status.self).rungs[0].segments
            _ = try await service.ask(.get, "stream/\(id)/segment/360p_000.ts")
            try await eventually {
                try await service.ask(.get, "stream/\(id)").json(Status.self).rungs[0].ready == min(count, 3)
            }
        }
    }

    @Test func `prepared segments are the same bytes as those made on demand, and need no more encodes`() async throws {
        try await TestService.run { service async throws in
            let id = try await service.uploaded("silent.mp4")
            let onDemand = try await service.ask(.get, "stream/\(id)/segment/360p_000.ts").body
            let accepted = try await service.ask(.post, "stream/\(id)/prepare")
            #expect(accepted.status == .accepted)
            let location = try #require(accepted.headers[.location])
            try await eventually { try await service.ask(.get, location).json(Job.self).state == "succeeded" }
            let status = try await service.ask(.get, "stream/\(id)").json(Status.self)
            #expect(status.state == "prepared")
            let made = service.runner.segments.value
            try FileManager.default.removeItem(atPath: service.folder.path + "/data/cache/derived")
            try FileManager.default.createDirectory(
                atPath: service.folder.path + "/data/cache/derived/.part", withIntermediateDirectories: true)
            #expect(try await service.ask(.get, "stream/\(id)/segment/360p_000.ts").body == onDemand)
            for rung in status.rungs {
                #expect(try await service.ask(.get, "stream/\(id)/segment/\(rung.name)_000.ts").status == .ok)
            }
            #expect(service.runner.segments.value == made)
            #expect(try await service.ask(.get, location, as: "eve").status == .notFound)
        }
    }

    @Test func `a job is handed back at shutdown and goes on where it stopped`() async throws {
        let folder = try TemporaryFolder()
        let gate = Gate()
        let (id, job) = try await withService(in: folder, holding: gate) { service async throws in
            let id = try await service.uploaded()
            let job = try await service.ask(.post, "stream/\(id)/prepare").json(Job.self).jobId
            await gate.waitForArrivals(1)
            return (id, job)
        }
        try await TestService.run(in: folder) { service async throws in
            try await eventually { try await service.ask(.get, "jobs/\(job)").json(Job.self).state == "succeeded" }
            let status = try await service.ask(.get, "stream/\(id)").json(Status.self)
            #expect(status.rungs.allSatisfy { $0.ready == $0.segments })
            let total = status.rungs.reduce(0) { $0 + $1.segments }
            #expect(service.runner.delivered.value < total)
        }
    }

    @Test func `a cancelled job stops its work`() async throws {
        let gate = Gate()
        try await TestService.run(holding: gate) { service async throws in
            let id = try await service.uploaded()
            let job = try await service.ask(.post, "stream/\(id)/prepare").json(Job.self).jobId
            #expect(try await service.ask(.post, "stream/\(id)/prepare").json(Job.self).jobId == job)
            await gate.waitForArrivals(1)
            #expect(try await service.ask(.delete, "jobs/\(job)", as: "eve").status == .notFound)
            #expect(try await service.ask(.delete, "jobs/\(job)").status == .noContent)
            try await eventually { service.runner.cancelled.value >= 1 }
            #expect(try await service.ask(.get, "jobs/\(job)").json(Job.self).state == "cancelled")
            #expect(try await service.ask(.delete, "jobs/\(job)").status == .noContent)
        }
    }

    @Test func `segments outlive a restart in the cache`() async throws {
        let folder = try TemporaryFolder()
        let (id, before) = try await withService(in: folder) { service async throws in
            let id = try await service.uploaded()
            return (id, try await service.ask(.get, "stream/\(id)/segment/360p_000.ts").body)
        }
        try await TestService.run(in: folder) { service async throws in
            #expect(try await service.ask(.get, "stream/\(id)/segment/360p_000.ts").body == before)
            #expect(service.runner.segments.value == 0)
        }
    }

    /// As `TestService.run`, with a result.
    private func withService<Value: Sendable>(
        in folder: TemporaryFolder, holding gate: Gate? = nil,
        _ test: @escaping @Sendable (TestService) async throws -> Value
    ) async throws -> Value {
        let (results, put) = AsyncStream.makeStream(of: Value.self)
        try await TestService.run(in: folder, holding: gate) { put.yield(try await test($0)) }
        put.finish()
        for await result in results { return result }
        throw Unexpected()
    }
}

extension TestService {
    /// The value of a metric without labels.
    func metric(_ name: String) async throws -> Int? {
        let line = try await ask(.get, "/metrics", as: nil).text.split(separator: "\n").first {
            $0.hasPrefix(name + " ")
        }
        return line?.split(separator: " ").last.flatMap { Int($0) }
    }
}

import Foundation
import Testing

extension EndToEnd {
    @Suite("An uploaded video plays")
    struct PlaybackTests {
        private let service: ServiceProcess
        private let stream: Stream
        private var playback: URL {
            get throws {
                let origin = URL(string: "http://127.0.0.1:\(service.port)")
                return try #require(URL(string: stream.about.playbackUrl, relativeTo: origin))
            }
        }

        init() async throws {
            service = try await ServiceProcess(in: Workspace())
            stream = try await service.stream(of: Fixture.path("lesson.mp4"))
        }

        @Test("ffprobe reads every rung through the playback URL, without a word of complaint")
        func probe() async throws {
            let master = try playback
            #expect(stream.about.rungs.map(\.name) == ["360p", "480p", "720p"])
            for rung in stream.about.rungs {
                let playlist = master.deletingLastPathComponent().appending(path: "\(rung.name).m3u8")
                let probe = try await Tool.run(
                    Tool.path("ffprobe"),
                    [
                        "-v", "warning", "-count_frames", "-select_streams", "v", "-show_entries",
                        "stream=codec_name,width,height,nb_read_frames", "-of", "csv=p=0", playlist.absoluteString,
                    ])
                #expect(probe.errors == "")
                let lines = Set(probe.output.split(separator: "\n"))
                #expect(lines == ["h264,\(rung.width),\(rung.height),300"])
            }
        }

        @Test("Chromium plays it, seeks to the middle, changes the rung and plays on to the end")
        func play() async throws {
            let browser = try await Browser()
            let player = try await Player(in: browser, port: service.port, playing: playback.absoluteString)

            let start = try await player.reach(1)
            #expect(abs((start.duration ?? 0) - 12) < 0.1)
            #expect(stream.about.rungs.map(\.width).contains(start.width))

            try await player.seek(to: 6)
            let middle = try await player.reach(7)
            #expect(middle.frames > start.frames)
            #expect(stream.about.rungs.map(\.width).contains(middle.width))
            #expect(middle.width != start.width)

            try await player.seek(to: 10)
            let end = try await eventually("the video ends") {
                let state = try await player.state()
                return state.ended || state.error != nil ? state : nil
            }
            #expect(end.error == nil)
            #expect(abs(end.time - 12) < 0.1)
            try await browser.close()
        }

        @Test("Chromium shows each rung in its own size", arguments: ["360p", "480p", "720p"])
        func rung(name: String) async throws {
            let rung = try #require(stream.about.rungs.first { $0.name == name })
            let playlist = try playback.deletingLastPathComponent().appending(path: "\(name).m3u8")
            let browser = try await Browser()
            let player = try await Player(in: browser, port: service.port, playing: playlist.absoluteString)
            let state = try await player.reach(5)
            #expect(state.width == rung.width)
            #expect(state.height == rung.height)
            try await browser.close()
        }

        @Test("A playback URL opens its own file and nothing else")
        func tokenScope() async throws {
            let path = try playback.path
            #expect(try await HTTPRequest(path: path).send(to: service.port).status == 200)
            #expect(try await HTTPRequest(path: stream.path).send(to: service.port).status == 401)
            let other = try await service.stream(of: Fixture.path("silent.mp4"))
            let crossed = path.replacingOccurrences(of: stream.about.fileId, with: other.about.fileId)
            try #require(crossed != path)
            #expect([401, 403, 404].contains(try await HTTPRequest(path: crossed).send(to: service.port).status))
        }
    }
}

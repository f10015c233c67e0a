import Pipeline
import Testing

extension HLS {
    /// The playlists against RFC 8216 and against the segments they speak of.
    @Suite("Playlists", .serialized)
    struct PlaylistTests {
        @Test("A media playlist is complete, on demand, and numbered", arguments: Inputs.all)
        func form(input: Input) async throws {
            let ladder = try await Ladders.shared.ladder(of: input)
            expectNone(ladder.defects { MediaPlaylistRules.form($0, segments: ladder.presentation.segmentCount) })
            #expect(ladder.presentation.mediaPlaylist(rung: "no-such-rung") == nil)
        }

        @Test("The target duration fits, and no segment is a sliver", arguments: Inputs.all)
        func targetDuration(input: Input) async throws {
            let ladder = try await Ladders.shared.ladder(of: input)
            expectNone(ladder.defects(MediaPlaylistRules.targetDuration))
            expectNone(ladder.defects(MediaPlaylistRules.noSliver))
        }

        @Test("The EXTINF sum is the duration, within one frame", arguments: Inputs.all)
        func duration(input: Input) async throws {
            let ladder = try await Ladders.shared.ladder(of: input)
            let frame = max(ladder.source.usualFrame, ladder.rungs.first?.parts.first?.stream.sounds.first?.ticks ?? 0)
            for rung in ladder.rungs {
                let sum = rung.playlist.duration
                #expect(input.duration.contains(sum), "\(rung.name): \(sum) s is outside \(input.duration)")
                #expect(abs(sum - ladder.presentation.duration) < 0.002)
                // Pictures that start late may count from the container's zero or from their own.
                let wanted = ladder.source.duration
                let isNear = abs(sum - wanted) <= frame / 90_000 + 0.002
                #expect(
                    isNear || input.duration.lowerBound < input.duration.upperBound - 0.1, "\(sum) s, not \(wanted) s")
            }
        }

        @Test("EXTINF values are the distances between the cuts", arguments: Inputs.all)
        func cuts(input: Input) async throws {
            let ladder = try await Ladders.shared.ladder(of: input)
            let tolerance = max(ladder.source.usualFrame, 2100) / 90_000
            expectNone(ladder.defects { MediaPlaylistRules.cuts($0, tolerance: tolerance) })
        }

        @Test("All rungs list the same durations", arguments: Inputs.all)
        func sameDurations(input: Input) async throws {
            let ladder = try await Ladders.shared.ladder(of: input)
            #expect(Set(ladder.rungs.map { $0.playlist.segments.map(\.duration) }).count == 1)
        }

        @Test("The master playlist tells the truth about each rung", arguments: Inputs.all)
        func master(input: Input) async throws {
            let ladder = try await Ladders.shared.ladder(of: input)
            #expect(ladder.master.hasIndependentSegments)
            #expect(Set(ladder.master.variants.map(\.uri)) == Set(ladder.rungs.map { $0.name + ".m3u8" }))
            for rung in ladder.rungs {
                let name = rung.name
                let variant = try #require(ladder.master.variants.first { $0.uri == name + ".m3u8" })
                let defects =
                    MasterPlaylistRules.bandwidth(variant, rung) + MasterPlaylistRules.codecs(variant, rung)
                    + MasterPlaylistRules.resolution(variant, rung)
                    + MasterPlaylistRules.frameRate(variant, ladder.source) + MasterPlaylistRules.encodedForm(rung)
                expectNone(defects.map { "\(name): \($0)" })
                let isSoundCopied = input.audio == nil || SoundRules.mustCopy(ladder.source)
                if rung.isCopy, isSoundCopied, rung.playlist.duration > 1 {
                    expectNone(MasterPlaylistRules.exactBandwidth(variant, rung))
                }
                let described = try #require(ladder.presentation.rungs.first { $0.name == name })
                #expect(variant.bandwidth == described.bandwidth)
                #expect(variant.averageBandwidth == described.averageBandwidth)
                #expect(variant.codecs.joined(separator: ",") == described.codecs)
            }
        }

        @Test("A prefix stands before every variant's URI and changes nothing else")
        func prefix() async throws {
            let path = Folders.fixture("lesson.mp4")
            let presentation = try await Engine.shared.library.presentation(of: MediaReference(path))
            let plain = try MasterPlaylist(presentation.masterPlaylist())
            let prefixed = try MasterPlaylist(presentation.masterPlaylist(prefix: "v/abc/"))
            #expect(prefixed.variants.map(\.uri) == plain.variants.map { "v/abc/" + $0.uri })
            #expect(prefixed.variants.map(\.bandwidth) == plain.variants.map(\.bandwidth))
        }
    }
}

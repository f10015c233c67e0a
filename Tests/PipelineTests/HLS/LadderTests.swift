import Pipeline
import Testing

extension HLS {
    /// Which rungs a source gets.
    @Suite("Ladder", .serialized)
    struct LadderTests {
        @Test("The rungs are those of the table, best last", arguments: Inputs.all)
        func rungs(input: Input) async throws {
            let presentation = try await Engine.shared.library.presentation(of: MediaReference(input.path))
            #expect(presentation.rungs.map(\.name) == input.rungs)
            // A copied rung may cost less than the bound of the encoded ones below it.
            let encoded = presentation.rungs.filter { !$0.isCopy }.map(\.bandwidth)
            #expect(encoded == encoded.sorted())
        }

        @Test("A rung keeps the shape, is even, upright, and never above the source", arguments: Inputs.all)
        func sizes(input: Input) async throws {
            let presentation = try await Engine.shared.library.presentation(of: MediaReference(input.path))
            let shown = input.shown
            for rung in presentation.rungs {
                #expect(rung.width % 2 == 0 && rung.height % 2 == 0, "\(rung.width)x\(rung.height)")
                #expect(rung.width <= shown.width && rung.height <= shown.height, "\(rung.width)x\(rung.height)")
                guard shown.width > 0 else { continue }
                // A 2-pixel grid moves a side by one pixel at most.
                let scale = Double(min(rung.width, rung.height)) / Double(min(shown.width, shown.height))
                let wanted = Double(max(shown.width, shown.height)) * scale
                let long = shown.width >= shown.height ? rung.width : rung.height
                #expect(abs(Double(long) - wanted) <= 2.0 + wanted * 0.006, "\(rung.width)x\(rung.height) of \(shown)")
                if let number = Int(rung.name.dropLast()) { #expect(min(rung.width, rung.height) == number) }
            }
        }

        @Test(
            "H.264 that fits a rung and has its key frames near the grid is copied",
            arguments: [
                ("lesson.mp4", true), ("silent.mp4", true), ("long-gop-ntsc.mp4", false), ("open-gop-h264.mp4", false),
                ("rotated.mp4", false), ("interlaced.ts", false), ("edit-list.mp4", false), ("opus.webm", false),
                ("anamorphic.mp4", false),
            ])
        func copies(name: String, isCopied: Bool) async throws {
            let reference = MediaReference(Folders.fixture(name))
            let presentation = try await Engine.shared.library.presentation(of: reference)
            #expect(presentation.rungs.last?.isCopy == isCopied)
            #expect(presentation.rungs.dropLast().allSatisfy { !$0.isCopy })
        }

        @Test("The probe describes the file", arguments: Inputs.all)
        func description(input: Input) async throws {
            let presentation = try await Engine.shared.library.presentation(of: MediaReference(input.path))
            let media = presentation.description
            #expect(media.kind == (input.video == nil ? .audio : .video))
            #expect((media.audioCodecs ?? []).isEmpty == (input.audio == nil))
            let duration = try #require(media.duration)
            #expect(input.duration.lowerBound - 0.03...input.duration.upperBound + 0.03 ~= duration, "\(duration)")
            guard input.video != nil else { return }
            let size = (width: try #require(media.width), height: try #require(media.height))
            #expect(abs(size.width - input.shown.width) <= 1 && abs(size.height - input.shown.height) <= 1, "\(size)")
        }

        @Test("A stored index yields the same presentation", arguments: Inputs.all)
        func storedIndex(input: Input) async throws {
            let index = try await ProbeMedia(input: MediaReference(input.path)).run(in: .shared)
            let bytes = index.encoded()
            let read = try MediaIndex(decoding: bytes)
            #expect(read.encoded() == bytes)
            let (first, second) = (try HLSPresentation(index: index), try HLSPresentation(index: read))
            #expect(first.description == second.description)
            #expect(first.version == second.version)
            #expect(first.masterPlaylist() == second.masterPlaylist())
            for rung in first.rungs {
                #expect(first.mediaPlaylist(rung: rung.name) == second.mediaPlaylist(rung: rung.name))
            }
        }

        @Test("A damaged index is refused, not trusted")
        func damagedIndex() async throws {
            let reference = MediaReference(Folders.fixture("lesson.mp4"))
            let bytes = try await ProbeMedia(input: reference).run(in: .shared).encoded()
            for length in [0, 1, 7, bytes.count / 3, bytes.count - 1] {
                #expect(throws: MediaError.self) { try MediaIndex(decoding: Array(bytes.prefix(length))) }
            }
            // Any other damage may go unseen or be refused; it must not trap.
            for position in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 400)) {
                var damaged = bytes
                damaged[position] ^= 0xFF
                if let index = try? MediaIndex(decoding: damaged) { _ = try? HLSPresentation(index: index) }
            }
        }
    }
}

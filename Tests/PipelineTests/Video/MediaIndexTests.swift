import Testing

@testable import Pipeline

@Suite struct MediaIndexTests {
    @Test("The stored form is read back as it was", arguments: Inputs.all)
    func roundTrip(input: Input) async throws {
        let index = try await Engine.shared.library.presentation(of: MediaReference(input.path)).index
        let stored = index.encoded()
        #expect(try MediaIndex(decoding: stored) == index)
        let packets = (index.video?.packets.count ?? 0) + (index.audio?.packets.count ?? 0)
        #expect(stored.count < 1024 + packets * 16)
    }

    @Test("A damaged stored form is refused, whatever byte is wrong or missing")
    func damage() throws {
        var index = MediaIndex()
        index.container = "mov"
        index.video = VideoTrack()
        index.video?.packets.append(presentation: 0, decode: 0, offset: 48, size: 900, flags: .key)
        index.video?.packets.append(presentation: 40, decode: 40, offset: 948, size: 90, flags: [])
        let stored = index.encoded()
        for length in 0..<stored.count {
            #expect(throws: MediaError.self) { try MediaIndex(decoding: Array(stored.prefix(length))) }
        }
        // A changed byte may still make sense; it must never trap.
        for place in stored.indices {
            for value in [UInt8(0), 0x7F, 0x80, 0xFF] {
                var changed = stored
                changed[place] = value
                _ = try? MediaIndex(decoding: changed)
            }
        }
    }
}

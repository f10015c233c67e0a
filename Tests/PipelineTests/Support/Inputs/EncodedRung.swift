import Foundation
import Pipeline

/// A rung as the engine made it, taken apart.
struct EncodedRung: Sendable {
    /// One segment: its number, its bytes, and what is in them.
    struct Part: Sendable {
        var number: Int
        var bytes: [UInt8]
        var stream: TransportSegment
    }

    /// The engine's name for it.
    var name: String
    /// The engine's word on its size; 0 x 0 for sound alone.
    var size: (width: Int, height: Int) = (0, 0)
    /// Whether the engine says that the pictures are copied.
    var isCopy = false
    /// Its playlist.
    var playlist: MediaPlaylist
    /// The segments that were made, by number.
    var parts: [Part]

    /// Runs of segments that follow each other without a hole.
    var runs: [ArraySlice<Part>] {
        parts.indices.reduce(into: []) { runs, index in
            if let last = runs.last, parts[last.endIndex - 1].number + 1 == parts[index].number {
                runs[runs.count - 1] = parts[last.startIndex...index]
            } else {
                runs.append(parts[index...index])
            }
        }
    }

    /// The segments one after the other in a file of `folder`, as a player would read them.
    func joined(in folder: TemporaryFolder) throws -> String {
        try folder.write(parts.lazy.flatMap(\.bytes), as: name + ".ts")
    }
}

/// Everything that the engine made of an input, and what ffprobe says of the input.
struct EncodedLadder: Sendable {
    var input: Input
    var source: SourceFacts
    var presentation: HLSPresentation
    var master: MasterPlaylist
    var rungs: [EncodedRung]

    /// Encodes `input` with one ladder pass, or several when only a sample is wanted.
    init(of input: Input) async throws {
        self.input = input
        source = try await SourceFacts(of: input)
        let reference = MediaReference(input.path)
        presentation = try await Engine.shared.library.presentation(of: reference)
        master = try MasterPlaylist(presentation.masterPlaylist())
        let count = presentation.segmentCount
        let ranges =
            input.extent == .whole || count <= 6
            ? [0..<count] : [0..<2, count / 2..<count / 2 + 2, count - 2..<count]
        let delivered = Delivery()
        for range in ranges {
            try await EncodeLadder(input: reference, segments: range).run(in: .shared, progress: { _ in }) {
                await delivered.add($0)
            }
        }
        let segments = await delivered.segments
        rungs = try presentation.rungs.map { [presentation] rung in
            guard let text = presentation.mediaPlaylist(rung: rung.name) else {
                throw StreamDefect("no media playlist for \(rung.name)")
            }
            let own = segments.filter { $0.rung == rung.name }
            guard own.map(\.number) == ranges.flatMap(\.self) else {
                throw StreamDefect("\(rung.name): segments came as \(own.map(\.number)) for \(ranges)")
            }
            return EncodedRung(
                name: rung.name, size: (rung.width, rung.height), isCopy: rung.isCopy,
                playlist: try MediaPlaylist(text),
                parts: try own.map { segment in
                    do {
                        let stream = try TransportSegment(segment.bytes)
                        return EncodedRung.Part(number: segment.number, bytes: segment.bytes, stream: stream)
                    } catch {
                        throw StreamDefect("\(rung.name) segment \(segment.number): \(error)")
                    }
                })
        }
    }
}

/// Collects what a ladder delivers.
actor Delivery {
    private(set) var segments: [Segment] = []

    func add(_ segment: Segment) { segments.append(segment) }
}

/// Encodes each input once for all tests.
actor Ladders {
    static let shared = Ladders()

    private var tasks: [String: Task<EncodedLadder, any Error>] = [:]

    /// The ladder of `input`.
    func ladder(of input: Input) async throws -> EncodedLadder {
        let task = tasks[input.path] ?? Task { try await EncodedLadder(of: input) }
        tasks[input.path] = task
        return try await task.value
    }
}

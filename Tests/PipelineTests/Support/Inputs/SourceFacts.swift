import Foundation

/// What the ffprobe command line says of a source's chosen streams. All times are in ticks of 1/90,000 s on the source's
/// own clock.
struct SourceFacts: Sendable {
    /// The presentation times of the pictures that are shown, in order.
    var frames: [Double]
    /// The length of the last picture.
    var lastFrameLength: Double
    /// The container's sound packets: when each starts and ends, whether it is shown.
    var sounds: [(start: Double, end: Double, isShown: Bool)]
    /// The picture stream.
    var video: FFprobe.Stream?
    /// The sound stream.
    var audio: FFprobe.Stream?

    /// From the first that is shown or heard to the end of the last, seconds.
    var duration: Double {
        let shown = sounds.filter(\.isShown)
        let starts = [frames.first, shown.first.map(\.start)].compactMap(\.self)
        let ends = [frames.last.map { $0 + lastFrameLength }, shown.map(\.end).max()].compactMap(\.self)
        return ((ends.max() ?? 0) - (starts.min() ?? 0)) / 90_000
    }

    /// The longest time between two pictures, or the length of the last one.
    var longestFrame: Double { max(lastFrameLength, zip(frames.dropFirst(), frames).map { $0 - $1 }.max() ?? 0) }

    /// The usual time between two pictures: the median.
    var usualFrame: Double {
        let gaps = zip(frames.dropFirst(), frames).map { $0 - $1 }.sorted()
        return gaps.isEmpty ? lastFrameLength : gaps[gaps.count / 2]
    }

    /// Asks ffprobe.
    init(of input: Input) async throws {
        let streams = try await FFprobe.streams(input.path)
        video = input.video.flatMap { index in streams.first { $0.index == index } }
        audio = input.audio.flatMap { index in streams.first { $0.index == index } }
        frames = []
        lastFrameLength = 0
        sounds = []
        if let video {
            let scale = Self.ticks(video.timeBase)
            let packets = try await FFprobe.packets(input.path, stream: video.index)
            // A long source is trusted to show every packet; decoding it would take too long.
            let times =
                input.extent == .sampled
                ? packets.filter { !$0.isDiscarded }.compactMap(\.pts).sorted()
                : try await FFprobe.frameTimes(input.path, stream: video.index)
            frames = times.map { Double($0) * scale }
            let last = packets.filter { !$0.isDiscarded }.max { ($0.pts ?? .min) < ($1.pts ?? .min) }
            let declared = Double(last?.duration ?? 0) * scale
            // Some containers state a duration of one tick.
            lastFrameLength = declared > usualFrame / 4 ? declared : usualFrame
        }
        if let audio {
            let scale = Self.ticks(audio.timeBase)
            sounds = try await FFprobe.packets(input.path, stream: audio.index).compactMap { packet in
                packet.pts.map { pts in
                    let start = Double(pts) * scale
                    return (start, start + Double(packet.duration ?? 0) * scale, !packet.isDiscarded)
                }
            }
        }
    }

    /// How many ticks of 1/90,000 s one tick of `timeBase` lasts.
    private static func ticks(_ timeBase: String?) -> Double {
        let parts = (timeBase ?? "").split(separator: "/").compactMap { Double($0) }
        return parts.count == 2 ? 90_000 * parts[0] / parts[1] : 0
    }
}

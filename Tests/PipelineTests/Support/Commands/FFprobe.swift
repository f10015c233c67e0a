import Foundation

/// The ffprobe command line as an independent witness.
enum FFprobe {
    /// One stream as ffprobe describes it.
    struct Stream: Decodable, Sendable {
        var index: Int
        var codecType: String?
        var codecName: String?
        var profile: String?
        var pixFmt: String?
        var width: Int?
        var height: Int?
        var sampleAspectRatio: String?
        var sampleRate: String?
        var channels: Int?
        var rFrameRate: String?
        var avgFrameRate: String?
        var timeBase: String?
        var startTime: String?
        var duration: String?
        var colorSpace: String?
        var colorRange: String?
        var colorTransfer: String?
        var nbReadFrames: String?
        var nbReadPackets: String?
        var disposition: [String: Int]?
    }

    private struct Listing: Decodable { var streams: [Stream] }

    /// The streams of a file; `arguments` may ask for more, such as `-count_frames`.
    static func streams(_ path: String, _ arguments: [String] = []) async throws -> [Stream] {
        let result = try await runSuccessfully(
            "ffprobe", ["-v", "error", "-show_streams", "-of", "json"] + arguments + [path])
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Listing.self, from: Data(result.output)).streams
    }

    /// How many pictures a full decode of the first video stream gives.
    static func frameCount(_ path: String) async throws -> Int {
        let streams = try await streams(path, ["-select_streams", "v:0", "-count_frames"])
        return streams.first?.nbReadFrames.flatMap { Int($0) } ?? 0
    }

    /// The presentation times of the decoded pictures of stream `index`, in ticks of its time base, in output order.
    /// Pictures that an edit list hides are not among them.
    static func frameTimes(_ path: String, stream index: Int) async throws -> [Int64] {
        let result = try await runSuccessfully(
            "ffprobe",
            [
                "-v", "quiet", "-select_streams", "\(index)", "-show_entries", "frame=best_effort_timestamp", "-of",
                "csv=p=0", path,
            ])
        return result.text.split(separator: "\n").compactMap { line in
            line.split(separator: ",").first.flatMap { Int64($0) }
        }
    }

    /// One packet of a container.
    struct Packet: Sendable {
        /// In ticks of the stream's time base; nil when the container gives none.
        var pts: Int64?
        /// In ticks of the stream's time base; nil when the container gives none.
        var duration: Int64?
        /// Whether it is needed for decoding only (an edit list hides it).
        var isDiscarded: Bool
        /// Bytes.
        var size: Int
    }

    /// The packets of stream `index`, in file order.
    static func packets(_ path: String, stream index: Int) async throws -> [Packet] {
        let result = try await runSuccessfully(
            "ffprobe",
            [
                "-v", "quiet", "-select_streams", "\(index)", "-show_entries", "packet=pts,duration,size,flags", "-of",
                "csv=p=0", path,
            ])
        return result.text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count >= 4, let size = Int(fields[2]) else { return nil }
            return Packet(
                pts: Int64(fields[0]), duration: Int64(fields[1]), isDiscarded: fields[3].contains("D"), size: size)
        }
    }
}

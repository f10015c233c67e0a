/// Makes a still picture of a video: the frame at a time, or one that represents it.
public struct VideoThumbnail: Recipe {
    /// The formats on offer.
    public typealias Format = StillFormat

    /// The file.
    public var input: MediaReference
    /// The wanted time in seconds; nil chooses a representative frame.
    public var time: Double?
    /// Pixels across; nil takes the shown width, at most 1280. Never more than the source has.
    public var width: Int?
    /// The output format.
    public var format: Format

    /// How many key frames compete to represent the video.
    private static let candidates = 6

    /// A still of `input`.
    public init(input: MediaReference, time: Double? = nil, width: Int? = nil, format: Format = .jpeg) {
        self.input = input
        self.time = time
        self.width = width
        self.format = format
    }

    /// The picture. Throws `notFound` when the file has no video, `corrupt` when nothing of it can be decoded.
    public func run(in engine: Engine) async throws -> EncodedImage {
        let presentation = try await engine.library.presentation(of: input)
        guard let track = presentation.index.video, let timeline = presentation.timeline else {
            throw MediaError(.notFound, "VideoThumbnail", "the file has no pictures")
        }
        let source = try await engine.library.source(for: input)
        let grabber = PictureGrabber(
            source: source, index: presentation.index, track: track, timeline: timeline)
        return try await engine.native(within: MediaLimits.segmentTime, "VideoThumbnail") {
            guard let frame = try choose(grabber, timeline) else {
                throw MediaError(.corrupt, "VideoThumbnail", "no picture can be decoded")
            }
            return try StillEncoder.encode(try normalised(frame, track), as: format)
        }
    }

    private func choose(_ grabber: PictureGrabber, _ timeline: VideoTimeline) throws(MediaError) -> Frame? {
        guard let time else { return try representative(grabber, timeline) }
        let tick = Int64((max(0, min(time, 1e9)) * 90_000).rounded())
        // The picture on show at that time: the last one that has begun.
        let next = timeline.picture(notBefore: tick + 1)
        return try grabber.picture(max(0, next - 1))
    }

    /// The most interesting of a few key frames spread over the video; when all are dull (a fade from black in a video
    /// with a single key frame) pictures between them compete as well.
    private func representative(_ grabber: PictureGrabber, _ timeline: VideoTimeline) throws(MediaError) -> Frame? {
        let keys = timeline.entryPoints.map(\.picture).filter { $0 < timeline.times.count }
        var numbers = Self.spread(keys)
        var best: Frame?
        var bestScore = -1.0
        for round in 0..<2 {
            for number in numbers {
                guard let frame = try grabber.picture(number) else { continue }
                let score = try PictureInterest.score(frame)
                guard score > bestScore else { continue }
                best = consume frame
                bestScore = score
            }
            if bestScore >= PictureInterest.dull || round == 1 { break }
            numbers = [1, 2, 4].map { timeline.times.count * $0 / 8 }.filter { !keys.contains($0) }
        }
        return best
    }

    /// A few of `keys`, evenly spread, the very first one last: videos often begin with black or a title.
    private static func spread(_ keys: [Int]) -> [Int] {
        guard keys.count > candidates else { return keys.reversed() }
        return (1...candidates).map { keys[keys.count * $0 / (candidates + 2)] }
    }

    private func normalised(_ frame: consuming Frame, _ track: VideoTrack) throws(MediaError) -> Frame {
        let size = track.displaySize
        let wanted = min(max(16, width ?? 1280), size.width)
        let scaledHeight = (size.height * wanted + size.width / 2) / size.width
        let format = PictureFormat(track, width: max(2, wanted / 2 * 2), height: max(2, scaledHeight / 2 * 2))
        let session = FilterSession { format.chain(for: $0) }
        try session.send(frame)
        if let result = try session.receive() { return result }
        try session.finish()
        guard let result = try session.receive() else {
            throw MediaError(.engine, "VideoThumbnail", "the picture was lost on its way")
        }
        return result
    }
}

import Pipeline
import Testing

/// Stills of a video.
@Suite("Thumbnails", .serialized, .timeLimit(.minutes(2)))
struct ThumbnailTests {
    private static func still(
        _ path: String, time: Double? = nil, width: Int? = nil, format: StillFormat = .jpeg
    ) async throws -> EncodedImage {
        let recipe = VideoThumbnail(input: MediaReference(path), time: time, width: width, format: format)
        return try await recipe.run(in: .shared)
    }

    /// The still as ffmpeg reads it, shrunk to RGB.
    private static func pixels(_ image: EncodedImage, width: Int, height: Int) async throws -> [UInt8] {
        let folder = try TemporaryFolder()
        let path = try folder.write(image.bytes, as: "still")
        let decoded = try await FFmpeg.decode(path, width: width, height: height)
        #expect(decoded.errors == "")
        return try #require(decoded.pictures.first)
    }

    @Test("The still of every input has its shape, upright, and can be read", arguments: Inputs.all)
    func shape(input: Input) async throws {
        guard input.video != nil else {
            let error = await #expect(throws: MediaError.self) { try await Self.still(input.path) }
            #expect(error?.code == .notFound)
            return
        }
        let image = try await Self.still(input.path)
        #expect(image.contentType == "image/jpeg")
        let scale = min(1, 1280 / Double(input.shown.width))
        #expect(abs(Double(image.width) - Double(input.shown.width) * scale) <= 2, "\(image.width)")
        #expect(abs(Double(image.height) - Double(input.shown.height) * scale) <= 2, "\(image.height)")
        let folder = try TemporaryFolder()
        let stream = try await FFprobe.streams(try folder.write(image.bytes, as: "still.jpg")).first
        #expect(stream?.width == image.width && stream?.height == image.height)
        #expect(stream?.codecName == "mjpeg")
    }

    @Test("Every format is what it says", arguments: StillFormat.allCases)
    func formats(format: StillFormat) async throws {
        let image = try await Self.still(Folders.fixture("lesson.mp4"), time: 3, width: 320, format: format)
        #expect(image.contentType == "image/\(format.rawValue)")
        #expect(image.width == 320 && image.height == 180)
        let folder = try TemporaryFolder()
        let stream = try await FFprobe.streams(try folder.write(image.bytes, as: "still")).first
        #expect(stream?.codecName == ["jpeg": "mjpeg", "webp": "webp", "avif": "av1"][format.rawValue])
        #expect(stream?.width == 320 && stream?.height == 180)
        let made = try await Self.pixels(image, width: 64, height: 36)
        let source = try await FFmpeg.decode(
            Folders.fixture("lesson.mp4"), matrix: "bt709", width: 64, height: 36)
        #expect(Colours.difference(made, source.pictures[75]) < 8)
    }

    @Test(
        "A time is honoured to the frame",
        arguments: [
            ("lesson.mp4", 0.0, 0), ("lesson.mp4", 0.5, 12), ("lesson.mp4", 3.97, 99), ("lesson.mp4", 7.04, 176),
            ("lesson.mp4", 11.99, 299), ("long-gop-ntsc.mp4", 6.6, 158), ("edit-list.mp4", 2.01, 50),
            ("clock-wrap.ts", 5.01, 125), ("vorbis.webm", 3.01, 75),
        ])
    func time(name: String, time: Double, frame: Int) async throws {
        let path = Folders.fixture(name)
        let image = try await Self.still(path, time: time)
        let made = try await Self.pixels(image, width: 160, height: 90)
        // 601 or 709: the nearest frame is the same.
        let source = try await FFmpeg.decode(path, width: 160, height: 90).pictures
        let nearest = source.indices.min {
            Colours.difference(made, source[$0]) < Colours.difference(made, source[$1])
        }
        #expect(nearest == frame)
    }

    @Test("A time beyond the end gives the last frame, or says that there is none", arguments: [12.0, 1e9])
    func beyond(time: Double) async throws {
        do {
            let image = try await Self.still(Folders.fixture("lesson.mp4"), time: time, width: 160)
            #expect(image.width == 160)
        } catch let error as MediaError {
            #expect(error.code == .notFound)
        }
    }

    @Test("A time that is no time does not trap", arguments: [-1, .infinity, -.infinity, .nan, 1e300])
    func nonsense(time: Double) async throws {
        _ = try? await Self.still(Folders.fixture("tiny.mp4"), time: time)
    }

    @Test("A width that cannot be does not trap", arguments: [0, -1, 1, 100_000, .max])
    func widths(width: Int) async throws {
        if let image = try? await Self.still(Folders.fixture("silent.mp4"), width: width) {
            #expect((1...16_384).contains(image.width))
        }
    }

    @Test("The still of a film that fades in from black is a real picture")
    func fade() async throws {
        let image = try await Self.still(Folders.fixture("fade-in.mp4"))
        let made = try await Self.pixels(image, width: 48, height: 27)
        let source = try await FFmpeg.decode(Folders.fixture("fade-in.mp4"), width: 48, height: 27).pictures
        let full = Colours.brightness(source[150])
        #expect(Colours.brightness(made) > full * 0.85, "\(Colours.brightness(made)) of \(full)")
        #expect(Colours.contrast(made) > 40)
    }

    @Test("The same still comes out twice")
    func again() async throws {
        let first = try await Self.still(Folders.fixture("lesson.mp4"))
        let second = try await Self.still(Folders.fixture("lesson.mp4"))
        let isSame = first.bytes == second.bytes
        #expect(isSame)
    }

    @Test("High dynamic range becomes an ordinary picture", arguments: Inputs.all.filter { !$0.keepsColours })
    func dynamicRange(input: Input) async throws {
        let image = try await Self.still(input.path, width: 160)
        let folder = try TemporaryFolder()
        let stream = try await FFprobe.streams(try folder.write(image.bytes, as: "still.jpg")).first
        #expect(stream?.pixFmt?.hasPrefix("yuvj4") == true, "\(stream?.pixFmt ?? "")")
    }
}

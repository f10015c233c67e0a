/// The inputs of the conformance tests.
enum Inputs {
    /// All that are there.
    static let all: [Input] = fixtures + recordings

    /// The committed ones.
    static let fixtures: [Input] = [
        fixture("lesson.mp4", ["360p", "480p", "720p"], 1280, 720, 12...12),
        fixture("long-gop-ntsc.mp4", ["360p"], 640, 360, 13.0...13.013),
        fixture("vfr.mp4", ["270p"], 480, 270, 9.96...10.03, audio: nil),
        fixture("rotated.mp4", ["360p"], 360, 640, 5...5),
        fixture("open-gop.mpg", ["192p"], 256, 192, 6...6.02),
        fixture("clock-wrap.ts", ["192p"], 256, 192, 8...8.02),
        fixture("open-gop-h264.mp4", ["270p"], 480, 270, 11...11),
        fixture("interlaced.ts", ["272p"], 480, 272, 6...6.02),
        fixture("vorbis.webm", ["270p"], 480, 270, 6...6.01),
        fixture("opus.webm", ["270p"], 480, 270, 6...6.015),
        fixture("edit-list.mp4", ["270p"], 480, 270, 7.7...7.7),
        fixture("audio-only.m4a", ["audio"], 0, 0, 10...10.03, video: nil, audio: 0),
        fixture("silent.mp4", ["360p"], 640, 360, 8...8, audio: nil),
        fixture("tiny.mp4", ["48p"], 64, 48, 0.04...0.04, audio: nil),
        fixture("odd-size.mp4", ["180p"], 320, 180, 3...3, audio: nil),
        fixture("anamorphic.mp4", ["288p"], 524, 288, 3...3, audio: nil),
        fixture("hdr-pq.mp4", ["180p"], 320, 180, 1...1, audio: nil, keepsColours: false),
        fixture("late-audio.mkv", ["270p"], 480, 270, 8...8, audio: 2),
        fixture("late-picture.mkv", ["180p"], 320, 180, 5.3...5.32),
        fixture("subtitles.mp4", ["180p"], 320, 180, 5...5),
        fixture("sync-aac.mp4", ["180p"], 320, 180, 9...9),
        fixture("sync-flac.mkv", ["180p"], 320, 180, 9...9),
        fixture("fade-in.mp4", ["270p"], 480, 270, 8...8, audio: nil),
    ]

    /// Real recordings, where they are.
    static let recordings: [Input] = [
        recording("h264-aac-720p.mp4", ["360p", "480p", "720p"], 1280, 720, 5.28...5.312),
        recording("h264-aac-1080p-longgop.mp4", ["360p", "480p", "720p", "1080p"], 1920, 1080, 5.0...5.056),
        recording("h264-aac-360p-17s.mp4", ["360p"], 640, 360, 17.02...17.063),
        recording("rotated-portrait-fragmented.mp4", ["360p", "480p", "720p", "1080p"], 1080, 1920, 1.875...2.006),
        recording(
            "phone-portrait-4k60-short.mp4", ["360p", "480p", "720p", "1080p", "1440p", "2160p"], 2160, 3840,
            0.3...0.313),
        recording(
            "screen-vfr-3026x1386.mp4", ["360p", "480p", "720p", "1080p"], 3026, 1386, 8.7255...8.7255, audio: nil),
        recording("hevc-aac-1080p.mp4", ["360p", "480p", "720p", "1080p"], 1920, 1080, 10...10.03),
        recording("vp9-opus-9fps.webm", ["360p", "480p"], 640, 480, 5.0...5.229),
        recording("no-audio.mp4", ["360p", "480p"], 640, 480, 5.0...5.229, audio: nil),
        recording("audio-only.mp4", ["audio"], 0, 0, 1.0...1.024, video: nil, audio: 0),
        recording("two-videos-two-audios-subtitles.mp4", ["270p"], 480, 270, 13.013...13.056, video: 3, audio: 4),
        recording("subtitles-srt.mkv", ["360p", "480p", "720p"], 1080, 720, 1.0...1.25),
        recording(
            "hdr10-in-sdr-container.mp4", ["360p", "480p", "720p", "1080p"], 1920, 1080, 1.0...1.018,
            keepsColours: false),
        recording(
            "hlg-rotated-phone.mov", ["360p", "480p", "720p", "1080p"], 1080, 1920, 1.667...1.667, audio: nil,
            keepsColours: false),
        recording("mpegts-mpeg2-mp2.ts", ["360p", "480p", "720p", "1080p"], 1920, 1080, 2.5...2.513),
        recording("odd-dimensions-161x121.webm", ["120p"], 160, 120, 1.0...1.001, audio: nil),
        recording("sar-2x1.mp4", ["360p"], 1280, 360, 5...5, audio: nil),
        recording("flv-33s.flv", ["270p"], 480, 270, 33.0...33.05),
        recording("avi-mpeg4-mp3.avi", ["360p"], 960, 400, 4.08...4.09),
        recording("av1-640x360.mkv", ["360p"], 640, 360, 5...5, audio: nil),
        recording(
            "long-6min-1080p-black.mp4", ["360p", "480p", "720p", "1080p"], 1920, 1080, 362.7667...362.7667,
            extent: .sampled),
    ].compactMap(\.self)

    private static func fixture(
        _ name: String, _ rungs: [String], _ width: Int, _ height: Int, _ seconds: ClosedRange<Double>,
        video: Int? = 0, audio: Int? = 1, keepsColours: Bool = true
    ) -> Input {
        Input(
            Folders.fixture(name), rungs, width, height, seconds, video: video, audio: audio,
            keepsColours: keepsColours)
    }

    private static func recording(
        _ name: String, _ rungs: [String], _ width: Int, _ height: Int, _ seconds: ClosedRange<Double>,
        video: Int? = 0, audio: Int? = 1, extent: Input.Extent = .whole, keepsColours: Bool = true
    ) -> Input? {
        Folders.media.map { folder in
            Input(
                "\(folder)/video/\(name)", rungs, width, height, seconds, video: video, audio: audio, extent: extent,
                keepsColours: keepsColours)
        }
    }
}

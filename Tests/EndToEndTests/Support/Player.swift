/// A `<video>` element in a browser that shows nothing else.
struct Player {
    /// What the element says of itself.
    struct State: Decodable {
        var time: Double
        var duration: Double?
        var width: Int
        var height: Int
        var seeking: Bool
        var ended: Bool
        var frames: Int
        var error: String?
    }

    private let browser: Browser

    /// Loads a page of the service itself and puts a video that plays `url` in its place.
    init(in browser: Browser, port: Int, playing url: String) async throws {
        self.browser = browser
        try await browser.open("http://127.0.0.1:\(port)/health/live")
        _ = try await browser.evaluate(
            """
            document.documentElement.innerHTML = '<body><video muted width=640 height=360></video></body>';
            const video = document.querySelector('video');
            video.src = '\(url)';
            video.play().catch(error => { window.refusal = String(error) });
            return null;
            """, as: Int?.self)
    }

    /// What the element says now.
    func state() async throws -> State {
        try await browser.evaluate(
            """
            const video = document.querySelector('video');
            const error = video.error ? `${video.error.code}: ${video.error.message}` : window.refusal;
            return {
                time: video.currentTime, duration: Number.isFinite(video.duration) ? video.duration : null,
                width: video.videoWidth, height: video.videoHeight, seeking: video.seeking, ended: video.ended,
                frames: video.getVideoPlaybackQuality().totalVideoFrames, error: error ?? null,
            };
            """, as: State.self)
    }

    /// Jumps to `seconds`.
    func seek(to seconds: Double) async throws {
        _ = try await browser.evaluate(
            "document.querySelector('video').currentTime = \(seconds); return null;", as: Int?.self)
    }

    /// The first state past `seconds`; a media error ends the wait.
    func reach(_ seconds: Double) async throws -> State {
        try await eventually("the picture runs past \(seconds) s", within: 60) {
            let state = try await state()
            if let error = state.error { throw PlaybackFailed(reason: error) }
            return !state.seeking && state.time > seconds ? state : nil
        }
    }

    /// The element reported an error.
    struct PlaybackFailed: Error { var reason: String }
}
